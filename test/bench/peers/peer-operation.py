"""One operation of Kafka for the bench: python3 peer-operation.py DIRECTORY OPERATION '{"nodes": 3}'

Brings up a fresh cluster of the driver in DIRECTORY, does what is asked, stops the cluster, and prints one line of JSON:
{"answer": ...} or {"error": "..."}. SIGTERM, and the end of standard input, end it and the cluster.
"""
import json, os, signal, subprocess, sys, threading, time

sys.dont_write_bytecode = True
DIRECTORY, OPERATION, ARGUMENTS = sys.argv[1:4]
sys.path.insert(0, DIRECTORY)
import common
import kafka


def check(result):
    """what a client said; without a line of JSON the driver puts its last words under "failed" """
    if isinstance(result.get('failed'), str):
        raise RuntimeError(f'the client failed: {result}; see {common.TMP}/client.err')
    return result


def version():
    jar = next(name for name in os.listdir(f'{kafka.OPT}/libs') if name.startswith('kafka-clients-'))
    return f'Kafka {jar[len("kafka-clients-"):-len(".jar")]}'


def cold_start(nodes):
    """M7 of the driver: formatted storage, a client that runs already"""
    cluster = kafka.Kafka(nodes).format()
    client = None
    try:
        client = subprocess.Popen(kafka.kb(cluster, 'cold', rf=nodes, parts=1), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        client.stdout.readline()
        started = time.time()
        cluster.start()
        client.stdin.write('\n')
        client.stdin.flush()
        acked = check(common.last_json(client.stdout.read()))['acked_ms']
        return {'firstAckMs': acked - started * 1000}
    finally:
        if client is not None and client.poll() is None:
            client.kill()
        cluster.stop()


def many_partitions(partitions, settleSeconds, idleSeconds):
    """M10 of the driver"""
    cluster = kafka.Kafka(3).format().start()
    try:
        run = lambda *command, **arguments: check(common.last_json(common.run(kafka.kb(cluster, *command, **arguments), timeout=240)[0]))
        run('mk', topic='w')
        before = sum(common.cpu(pid) for pid in cluster.pids())
        made = run('mkmany', to=partitions, t__min__insync__replicas=2)
        used = sum(common.cpu(pid) for pid in cluster.pids()) - before
        time.sleep(settleSeconds)
        idle, started = [common.cpu(pid) for pid in cluster.pids()], time.time()
        time.sleep(idleSeconds)
        elapsed = time.time() - started
        percents = [100 * (common.cpu(pid) - cpu) / elapsed for pid, cpu in zip(cluster.pids(), idle)]
        rss = [common.rss(pid)[0] for pid in cluster.pids()]
        lost = run('fail', topic='f', mode='kill', both='false', max=60, t__min__insync__replicas=2,
                   pids=','.join(f'{i}:{p.pid}' for i, p in cluster.p.items()))
        if made['failed'] or lost['lost'] or lost['dup']:
            raise RuntimeError(f'not as it should be: {made}, {lost}')
        return {'answeredS': made['create_s'], 'inSyncS': made['metadata_s'], 'acknowledgedS': made['ready_s'], 'creationCpuS': used,
                'behind': partitions - made['full_isr'],
                'nodeRssMib': max(rss), 'nodeIdleCpuPercent': max(percents),
                'serversRssMib': sum(rss), 'serversIdleCpuPercent': sum(percents), 'ledByKilled': made['led'][lost['target'] - 1], 'gapMs': lost['gap_ms']}
    finally:
        cluster.stop()


def end_with_parent():
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


def leave(*_):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit(1)


signal.signal(signal.SIGTERM, leave)
signal.signal(signal.SIGINT, signal.SIG_IGN)
threading.Thread(target=end_with_parent, daemon=True).start()
try:
    operations = {'version': version, 'cold_start': cold_start, 'many_partitions': many_partitions}
    print(json.dumps({'answer': operations[OPERATION](**json.loads(ARGUMENTS))}), flush=True)
except Exception as error:
    print(json.dumps({'error': f'{type(error).__name__}: {error}'}), flush=True)
