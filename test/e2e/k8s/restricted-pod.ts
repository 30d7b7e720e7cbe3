/** A pod of one container that Pod Security's `restricted` lets pass. */
export interface RestrictedPodOptions {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  /** The machine that it is put on. */
  readonly node: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** A ConfigMap whose keys become files at the paths below `mountPath`. */
  readonly files?: {
    readonly configMap: string;
    readonly items: readonly { readonly key: string; readonly path: string }[];
    readonly mountPath: string;
  };
}

/** The pod as an object for Kubernetes; it is never started again. */
export function restrictedPod(options: RestrictedPodOptions): unknown {
  const { name, image, command, node, labels = {}, files } = options;
  const mounts =
    files === undefined ? [] : [{ name: 'files', mountPath: files.mountPath, readOnly: true }];
  const volumes =
    files === undefined
      ? []
      : [{ name: 'files', configMap: { name: files.configMap, items: files.items } }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: name, ...labels } },
    spec: {
      nodeName: node,
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 1,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 10_001,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name: 'main',
          image,
          command,
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          volumeMounts: mounts,
        },
      ],
      volumes,
    },
  };
}
