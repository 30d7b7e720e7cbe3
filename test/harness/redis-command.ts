import { connect } from 'node:net';

/** Sends one command to a Redis and returns its first line, such as `+OK`. */
export async function redisCommand(address: string, command: string): Promise<string> {
  const [host = '', port = ''] = address.split(':');
  const socket = connect(Number(port), host);
  try {
    socket.write(`${command}\r\n`);
    const answer = await new Promise<Buffer>((resolve, reject) => {
      socket.once('data', resolve);
      socket.once('error', reject);
    });
    return answer.toString().split('\r\n')[0] ?? '';
  } finally {
    socket.destroy();
  }
}
