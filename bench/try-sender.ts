import { Agent, request } from "node:http";

/** One signed request, which the proxy takes for five minutes. */
export interface SignedRequest {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** What a sender is to send: all of a list in turn, to a port of this machine, so many at a time. */
export interface Sending {
  readonly port: number;
  readonly requests: readonly SignedRequest[];
  readonly count: number;
  readonly atOnce: number;
}

/** What it sent. */
export interface Sent {
  /** How many were answered with status 200. */
  readonly answered: number;
  /** The time that the sender's processor worked. */
  readonly cpuMilliseconds: number;
}

const agent = new Agent({ keepAlive: true });

const send = ({ path, headers, body }: SignedRequest, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request({ agent, host: "127.0.0.1", port, path, method: "POST", headers }, (response) => {
      response.resume();
      response.on("end", () => {
        resolve(response.statusCode ?? 0);
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });

async function sendAll({ port, requests, count, atOnce }: Sending): Promise<Sent> {
  const worked = process.cpuUsage();
  let [next, answered] = [0, 0];
  const sender = async () => {
    while (next < count) {
      const each = requests[next % requests.length];
      next += 1;
      if (each !== undefined && (await send(each, port)) === 200) answered += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
  const { user, system } = process.cpuUsage(worked);
  return { answered, cpuMilliseconds: (user + system) / 1000 };
}

process.on("message", (sending: Sending) => {
  void sendAll(sending).then((sent) => process.send?.(sent));
});
