import { Agent, request } from "node:http";

/** One signed request, which the proxy takes for five minutes. */
export interface SignedRequest {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const [url = "", load = "1"] = process.argv.slice(2);
const { hostname, port } = new URL(url);
const agent = new Agent({ keepAlive: true, maxSockets: Number(load) });

const send = ({ path, headers, body }: SignedRequest): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request({ agent, host: hostname, port, path, method: "POST", headers }, (response) => {
      response.resume();
      response.on("end", () => {
        resolve(response.statusCode ?? 0);
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });

/** Sends requests in turn, so many at a time, and says how many were answered. */
async function sendAll(kinds: readonly SignedRequest[], count: number): Promise<number> {
  let [next, answered] = [0, 0];
  const sender = async () => {
    while (next < count) {
      const kind = kinds[next % kinds.length];
      next += 1;
      if (kind !== undefined && (await send(kind)) === 200) answered += 1;
    }
  };
  await Promise.all(Array.from({ length: Number(load) }, sender));
  return answered;
}

process.on("message", ({ kinds, count }: { readonly kinds: readonly SignedRequest[]; readonly count: number }) => {
  void sendAll(kinds, count).then((answered) => process.send?.(answered));
});
