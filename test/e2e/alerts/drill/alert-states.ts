/** An alert that waits for its time, or fires. */
export interface ActiveAlert {
  readonly alert: string;
  readonly state: 'pending' | 'firing';
  readonly description: string;
}

interface Answer {
  readonly data: {
    readonly alerts: readonly {
      readonly labels: { readonly alertname: string };
      readonly annotations: { readonly description: string };
      readonly state: 'pending' | 'firing';
    }[];
  };
}

/** What a Prometheus at a base URL would wake people for. */
export async function activeAlerts(url: string): Promise<ActiveAlert[]> {
  const response = await fetch(`${url}/api/v1/alerts`);
  const { data } = (await response.json()) as Answer;
  return data.alerts.map(({ labels, annotations, state }) => ({
    alert: labels.alertname,
    state,
    description: annotations.description,
  }));
}
