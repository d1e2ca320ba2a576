import { connect } from "node:net";
import grpc from "@grpc/grpc-js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import type { Message } from "google-protobuf";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";

/** Answers one kind of request. The engine shows the message of a thrown error. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each handler has its own type of request; gRPC selects it by name
export type Handler = (request: any) => Message | Promise<Message>;

/** The methods of Pulumi's provider protocol that a provider answers, by the names of the generated stubs. */
export type Handlers = Readonly<Record<string, Handler>>;

const WHOLE_MESSAGES = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
const ENGINE_WATCH_MILLISECONDS = 1_000;
// An engine closes its address a moment before it ends its plugins, so one failed attempt proves nothing.
const MOST_SILENCES = 3;

/** The handlers that are the same for every provider. */
export function commonHandlers(name: string, version: string): Handlers {
  return {
    handshake: () => {
      const response = new providerPb.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      return response;
    },
    getPluginInfo: () => {
      const response = new pluginPb.PluginInfo();
      response.setVersion(version);
      return response;
    },
    getSchema: () => {
      const response = new providerPb.GetSchemaResponse();
      response.setSchema(JSON.stringify({ name, version }));
      return response;
    },
    configure: () => {
      const response = new providerPb.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      return response;
    },
    diffConfig: () => new providerPb.DiffResponse(),
    cancel: () => new emptyPb.Empty(),
  };
}

/**
 * Serves a provider on a free loopback port, and writes the port's number to the standard output, as the engine expects.
 * Ends when the engine ends. The engine's address is the plugin's first argument; without one the provider serves until it is killed.
 */
export function serve(handlers: Handlers, engine: string | undefined): void {
  const server = new grpc.Server(WHOLE_MESSAGES);
  const methods = Object.keys(providerGrpc.ResourceProviderService);
  server.addService(
    providerGrpc.ResourceProviderService,
    Object.fromEntries(methods.map((method) => [method, unary(method, handlers[method])])),
  );
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) throw error;
    process.stdout.write(`${port}\n`);
  });
  // The engine ends its plugins by an interrupt. The user's interrupt reaches only the engine, which first finishes what it began.
  process.on("SIGINT", () => process.exit(0));
  if (engine !== undefined) watch(engine);
}

function unary(method: string, handler: Handler | undefined): grpc.handleUnaryCall<Message, Message> {
  return ({ request }, answer) => {
    if (handler === undefined) {
      answer({ code: grpc.status.UNIMPLEMENTED, message: `the sandbox does not answer ${method}` });
      return;
    }
    Promise.resolve()
      .then(() => handler(request))
      .then(
        (response) => answer(null, response),
        (error: unknown) => answer({ code: grpc.status.UNKNOWN, message: error instanceof Error ? error.message : String(error) }),
      );
  };
}

/** Ends this process once the engine's address is closed, since a killed engine cannot end its plugins. */
function watch(address: string): void {
  const [host = "", port = ""] = address.split(":");
  let silences = 0;
  const timer = setInterval(() => {
    const socket = connect(Number(port), host);
    socket.on("connect", () => {
      silences = 0;
      socket.destroy();
    });
    socket.on("error", () => {
      if (++silences >= MOST_SILENCES) process.exit(0);
    });
  }, ENGINE_WATCH_MILLISECONDS);
  timer.unref();
}
