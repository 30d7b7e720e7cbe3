"""Drives one peer for the bench: python3 peer-session.py DIRECTORY kafka|nats

Reads a command a line from standard input (JSON; "do" names it) and answers each with a line: {"answer": ...} or
{"error": "..."}. The drivers of DIRECTORY give the servers, their settings and the clients. When standard input is
closed, everything that was started is ended.
"""
import datetime, importlib.util, json, os, random, re, signal, socket, string, subprocess, sys, threading, time

sys.dont_write_bytecode = True
DIRECTORY, PEER = sys.argv[1:3]
sys.path.insert(0, DIRECTORY)
import common


def load(name, alias):
    """a module of the directory, under a name of its own: its globals are not shared"""
    spec = importlib.util.spec_from_file_location(alias, f'{DIRECTORY}/{name}.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def client(command, timeout=170):
    """runs a client; returns its last line of JSON and what it used"""
    out, cpu_seconds, peak_rss_mib = common.run(command, timeout=timeout)
    return check(common.last_json(out)), usage(cpu_seconds, peak_rss_mib)


def check(result):
    if 'failed' in result or result.get('errors'):
        raise RuntimeError(f'the client failed: {result}; see {common.TMP}/client.err')
    return result


def usage(cpu_seconds, peak_rss_mib):
    return {'cpuSeconds': cpu_seconds, 'peakRssMib': peak_rss_mib}


def run_together(commands):
    """runs clients at once; returns their outputs, and what they used in all"""
    processes = [subprocess.Popen(c, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) for c in commands]
    outs, used = [], []
    for process in processes:
        outs.append(process.stdout.read())
        _, status, resources = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        used.append((resources.ru_utime + resources.ru_stime, resources.ru_maxrss / 1024))
    return outs, usage(sum(c for c, _ in used), sum(r for _, r in used))


def payloads(value_bytes):
    """a file with 1,000 different values, one a line"""
    path = f'{common.TMP}/payloads-{value_bytes}.txt'
    with open(path, 'w') as f:
        f.writelines(''.join(random.choices(string.ascii_uppercase, k=value_bytes)) + '\n' for _ in range(1000))
    return path


def parse_time(text):
    return datetime.datetime.strptime(text, '%Y-%m-%d %H:%M:%S:%f').timestamp()


def latency(result):
    return {'p50Ms': result['p50'], 'p99Ms': result['p99'], 'p999Ms': result['p999']}


def servers(cluster):
    return [{'name': f'{PEER}-{i}', 'pid': p.pid, 'isNode': True} for i, p in sorted(cluster.p.items())]


def when_up(cluster, ready, log):
    """ready() raises as long as the cluster is not up; a server that ends is an error"""
    try:
        ready()
    except Exception as error:
        raise RuntimeError(f'{error}; the end of {log(1)}: {open(log(1)).read()[-600:]}') from error
    for i, p in cluster.p.items():
        if p.poll() is not None:
            raise RuntimeError(f'server {i} has ended, is its port taken? {open(log(i)).read()[-600:]}')


def throw_away(cluster):
    """stops a cluster whose data nobody needs"""
    for process in cluster.p.values():
        process.kill()
        process.wait()
    cluster.stop()


class KafkaPeer:
    def __init__(self):
        self.kafka = load('kafka', 'kafka_driver')
        self.cluster = None

    def version(self):
        jar = next(f for f in os.listdir(f'{self.kafka.OPT}/libs') if f.startswith('kafka-clients-'))
        return f'Kafka {jar[len("kafka-clients-"):-len(".jar")]}'

    def start(self, nodes, **_):
        # Deleted topics leave the disk before the next measurement, not in the middle of it.
        self.cluster = self.kafka.Kafka(nodes, '1g', {'log.segment.delete.delay.ms': 1000}).format().start()
        when_up(self.cluster, lambda: self.make_topic('ready', 1, nodes), lambda i: f'{self.kafka.D}/n{i}/log')
        return {'version': self.version(), 'servers': servers(self.cluster)}

    def make_topic(self, topic, partitions, replicationFactor, fsync=False):
        client(self.kb('mk', topic=topic, parts=partitions, rf=replicationFactor,
                       **self.kafka.topic_cfg(replicationFactor, fsync)), timeout=90)

    def delete_topic(self, topic, **_):
        common.run(self.tool('TopicCommand', '--bootstrap-server', self.cluster.bs, '--delete', '--topic', topic))

    def produce(self, topic, records, valueBytes, acks, **_):
        """Kafka's own ProducerPerformance, as tuned by the driver: batches of 1 MiB, 5 ms, idempotent with acks all;
        with values made before, as Weir's client has them, not one made of random letters for each record"""
        isAll = acks == 'all'
        out, *used = common.run(self.tool(
            'ProducerPerformance', '--topic', topic, '--num-records', str(records), '--payload-file', payloads(valueBytes),
            '--throughput', '-1', '--command-property', f'bootstrap.servers={self.cluster.bs}',
            f'acks={"all" if isAll else 1}', 'linger.ms=5', 'batch.size=1048576', 'buffer.memory=33554432',
            f'enable.idempotence={"true" if isAll else "false"}'))
        found = re.search(r'(\d+) records sent, ([\d.]+) records/sec .* 99\.9th', out)
        if found is None or int(found[1]) != records or 'Exception' in out:
            raise RuntimeError(f'ProducerPerformance failed: {out[-600:]}')
        return {'figures': {'recordsPerSecond': float(found[2])}, 'client': usage(*used)}

    def one_in_flight(self, topic, records, warmUpRecords, valueBytes, **_):
        result, used = client(self.kb('sw', topic=topic, n=records, warm=warmUpRecords, size=valueBytes))
        return {'figures': {'recordsPerSecond': result['rate'], **latency(result)}, 'client': used}

    def end_to_end(self, topic, partitions, recordsPerSecond, valueBytes, seconds, warmUpSeconds, **_):
        result, used = client(self.kb('e2e', topic=topic, parts=partitions, rate=recordsPerSecond, size=valueBytes,
                                      secs=seconds, warmsecs=warmUpSeconds, windows=1, p__linger__ms=0))
        if result['e2e']['n'] != recordsPerSecond * seconds:
            raise RuntimeError(f'records are missing: {result}')
        return {'figures': latency(result['e2e']), 'client': used}

    def consume(self, topic, partitions, records, **_):
        result, used = client(self.kb('consume', topic=topic, parts=partitions, n=records))
        if result['records'] < records:
            raise RuntimeError(f'records are missing: {result}')
        return {'figures': {'recordsPerSecond': result['rps']}, 'client': used}

    def group_consume(self, topic, records, members, **_):
        """members of Kafka's ConsumerPerformance, each until nothing more comes; it tells its progress each 20 ms, but not its end"""
        command = self.tool('ConsumerPerformance', '--bootstrap-server', self.cluster.bs, '--topic', topic,
                            '--group', f'{topic}-{time.time_ns()}', '--num-records', str(records + 1),
                            '--timeout', '10000', '--show-detailed-stats', '--reporting-interval', '20')
        outs, used = run_together([command] * members)
        # A row: time, id, MB, MB/s, records so far, ...
        rows = [[(parse_time(m[1]), int(m[2])) for m in re.finditer(r'^(\d{4}-.*?), \d+, [\d.]+, [\d.]+, (\d+),', out, re.M)]
                for out in outs]
        read = sum(r[-1][1] for r in rows if r)
        if read < 0.9 * records:
            raise RuntimeError(f'the group read {read} records of {records}: {outs[0][-300:]}')
        grown = [t for r in rows for (_, before), (t, n) in zip([(0, 0), *r], r) if n > before]
        seconds = max(grown) - min(grown) + 0.02
        return {'figures': {'recordsPerSecond': read / seconds}, 'client': used}

    def kb(self, command, **arguments):
        return self.kafka.kb(self.cluster, command, **arguments)

    def tool(self, name, *arguments):
        """a tool of Kafka, with the flags that the driver gives its clients"""
        command = self.kb('x')
        return [*command[:command.index('KBench')], f'org.apache.kafka.tools.{name}', *arguments]

    def stop(self):
        if self.cluster is not None:
            throw_away(self.cluster)


class NatsPeer:
    """JetStream syncs by cluster, not by stream: one that syncs always runs beside the other when it is asked for"""

    def __init__(self):
        self.driver = load('nats', 'nats_driver')
        self.syncing = load('nats', 'nats_driver_syncing')
        self.syncing.D += '-syncing'
        self.clusters = {}

    def version(self):
        out = subprocess.run([f'{self.driver.OPT}/nats-server', '--version'], capture_output=True, text=True, check=True)
        return f'NATS JetStream {out.stdout.strip().split("v")[-1]}'

    def start(self, nodes, fsync=False):
        if fsync not in self.clusters:
            driver = self.syncing if fsync else self.driver
            cluster = driver.Nats(nodes, 'always' if fsync else None).format()
            self.clusters[fsync] = cluster
            if fsync:
                self.move_ports(cluster, driver.D)
            cluster.start()
            when_up(cluster, lambda: self.make_topic('ready', 1, nodes, fsync), lambda i: f'{driver.D}/n{i}/log')
        return {'version': self.version(), 'servers': servers(self.clusters[fsync])}

    def move_ports(self, cluster, directory):
        """100 above those of the driver"""
        up = lambda text: re.sub(r'\b1([468])22(\d)\b', r'1\g<1>32\2', text)
        cluster.url = up(cluster.url)
        for i in range(1, cluster.n + 1):
            path = f'{directory}/n{i}/conf'
            text = up(open(path).read())
            open(path, 'w').write(text)

    def make_topic(self, topic, partitions, replicationFactor, fsync=False):
        """a stream for each partition"""
        client(self.nb(fsync, 'mk', stream=topic, streams=partitions, rf=replicationFactor), timeout=90)

    def delete_topic(self, topic, partitions, fsync=False, **_):
        for k in range(partitions):
            self.request(fsync, f'$JS.API.STREAM.DELETE.{topic}{k}')

    def produce(self, topic, partitions, records, valueBytes, fsync, **_):
        """fast-ingest batches, as tuned by the driver"""
        records -= records % partitions
        result, used = client(self.nb(fsync, 'produce', stream=topic, streams=partitions, n=records, size=valueBytes,
                                      mode='fast', window=4000, flow=500, outstanding=4, conns=1))
        return {'figures': {'recordsPerSecond': result['rps']}, 'client': used}

    def one_in_flight(self, topic, records, warmUpRecords, valueBytes, fsync, **_):
        result, used = client(self.nb(fsync, 'sw', stream=topic, n=records, warm=warmUpRecords, size=valueBytes))
        return {'figures': {'recordsPerSecond': result['rate'], **latency(result)}, 'client': used}

    def end_to_end(self, topic, partitions, recordsPerSecond, valueBytes, seconds, warmUpSeconds, fsync, **_):
        result, used = client(self.nb(fsync, 'e2e', stream=topic, streams=partitions, rate=recordsPerSecond,
                                      size=valueBytes, secs=seconds, warmsecs=warmUpSeconds))
        if result['e2e']['n'] != recordsPerSecond * seconds:
            raise RuntimeError(f'records are missing: {result}')
        return {'figures': latency(result['e2e']), 'client': used}

    def consume(self, topic, partitions, records, fsync, **_):
        records -= records % partitions
        result, used = client(self.nb(fsync, 'consume', stream=topic, streams=partitions, n=records))
        if result['records'] < records:
            raise RuntimeError(f'records are missing: {result}')
        return {'figures': {'recordsPerSecond': result['rps']}, 'client': used}

    def group_consume(self, **_):
        raise NotImplementedError('the driver has no members of a group')

    def nb(self, fsync, command, **arguments):
        return self.driver.nb(self.clusters[fsync], command, **arguments)

    def request(self, fsync, subject):
        """one request of NATS' text protocol, which the drivers' client has no command for"""
        host, port = self.clusters[fsync].url.split(',')[0].removeprefix('nats://').split(':')
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(f'CONNECT {{"verbose":false}}\r\nSUB answer 1\r\nPUB {subject} answer 0\r\n\r\n'.encode())
            got = b''
            while b'MSG answer' not in got or not got.endswith(b'}\r\n'):
                more = connection.recv(65536)
                if not more:
                    break
                got += more
        if b'"success":true' not in got:
            raise RuntimeError(f'{subject}: {got[-300:]!r}')

    def stop(self):
        for cluster in self.clusters.values():
            throw_away(cluster)


COMMANDS = ('start', 'make_topic', 'delete_topic', 'produce', 'one_in_flight', 'end_to_end', 'consume', 'group_consume')


def children():
    """the processes that this one started and that still run"""
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            fields = open(f'/proc/{pid}/stat').read().rsplit(')', 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid() and fields[0] != 'Z':
            yield int(pid)


def lines():
    """the commands; the end of standard input ends this process, also in the middle of one"""
    arrived = []
    waiting = threading.Semaphore(0)

    def read():
        for line in sys.stdin:
            arrived.append(line)
            waiting.release()
        os.kill(os.getpid(), signal.SIGTERM)
    threading.Thread(target=read, daemon=True).start()
    while True:
        waiting.acquire()
        yield json.loads(arrived.pop(0))


def main():
    def leave(*_):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise SystemExit
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    peer = {'kafka': KafkaPeer, 'nats': NatsPeer}[PEER]()
    try:
        for command in lines():
            name = command.pop('do')
            try:
                assert name in COMMANDS, f'no command {name}'
                reply = {'answer': getattr(peer, name)(**command)}
            except Exception as error:
                reply = {'error': f'{type(error).__name__}: {error}'}
            print(json.dumps(reply), flush=True)
    finally:
        peer.stop()
        for pid in children():
            os.kill(pid, signal.SIGKILL)


main()
