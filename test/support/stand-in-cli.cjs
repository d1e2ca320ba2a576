// Stands in for Pulumi's CLI in tests: keeps stacks in a folder, and notes how it was called. It runs no program, and tells of no events but those that a test
// lets a refresh find.
// A stack with a file below created-meanwhile/ is not listed, as if another run had created it since.
const fs = require("node:fs");
const path = require("node:path");

const folder = __dirname;
const args = process.argv.slice(2).filter((arg) => arg !== "--non-interactive");
const { PALISADE_DECLARATION, PALISADE_AS_OF } = process.env;
fs.appendFileSync(path.join(folder, "calls.jsonl"), `${JSON.stringify({ args, PALISADE_DECLARATION, PALISADE_AS_OF })}\n`);

const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const stack = option("--stack") ?? (args[1] === "init" ? args[2] : args[1] === "rm" ? args.at(-1) : undefined);
const fileOf = (name) => path.join(folder, "stacks", `${name}.json`);
const read = () => JSON.parse(fs.readFileSync(fileOf(stack), "utf8"));
const write = (content, flag = "w") => fs.writeFileSync(fileOf(stack), JSON.stringify(content), { flag });

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(255);
}

/** A file below `failing/` is what a call says when it fails; the call takes it away, unless its name ends in "always". */
function failWhereTold() {
  for (const name of fs.readdirSync(path.join(folder, "failing")).sort()) {
    const [verb, of, times] = name.split("@");
    if ((verb !== args[0] && verb !== `${args[0]} ${args[1]}`) || (of !== "all" && of !== stack)) continue;
    const file = path.join(folder, "failing", name);
    const text = fs.readFileSync(file, "utf8");
    if (times !== "always") fs.rmSync(file);
    fail(text);
  }
}

function deployed(content, made) {
  const at = { time: `${content.serial + 1}` };
  const root = { urn: `urn:pulumi:${stack}::palisade::pulumi:pulumi:Stack::palisade-${stack}`, type: "pulumi:pulumi:Stack" };
  const resource = { urn: `urn:pulumi:${stack}::palisade::aws:s3/bucket:Bucket::one`, type: "aws:s3/bucket:Bucket", custom: true };
  const outputs = fs.existsSync(path.join(folder, `${stack}.outputs.json`))
    ? JSON.parse(fs.readFileSync(path.join(folder, `${stack}.outputs.json`), "utf8"))
    : {};
  return { ...content, serial: content.serial + 1, deployment: { manifest: at, resources: made ? [{ ...root, outputs }, resource] : [] } };
}

/** Sends engine events to whom the SDK has told to listen. */
function tell(events) {
  const { createRequire } = require("node:module");
  const load = createRequire(fs.readFileSync(path.join(folder, "checkout"), "utf8"));
  const { credentials } = load("@grpc/grpc-js");
  const { EventsClient } = load("@pulumi/pulumi/proto/events_grpc_pb.js");
  const { EventRequest } = load("@pulumi/pulumi/proto/events_pb.js");
  const client = new EventsClient(option("--event-log").replace("tcp://", ""), credentials.createInsecure());
  const stream = client.streamEvents((error) => {
    client.close();
    if (error) fail(`error: ${error.message}`);
  });
  for (const event of events) {
    const request = new EventRequest();
    request.setEvent(JSON.stringify(event));
    stream.write(request);
  }
  stream.end();
}

const commands = {
  version: () => console.log(fs.readFileSync(path.join(folder, "version"), "utf8")),
  "stack ls": () => {
    const meanwhile = fs.readdirSync(path.join(folder, "created-meanwhile"));
    const names = fs.readdirSync(path.join(folder, "stacks")).map((file) => file.replace(/\.json$/, ""));
    console.log(JSON.stringify(names.filter((name) => !meanwhile.includes(name)).map((name) => ({ name, current: false }))));
  },
  "stack init": () => {
    try {
      write({ tags: {}, serial: 0, deployment: { manifest: { time: "0" }, resources: [] } }, "wx");
    } catch {
      fail(`error: stack 'organization/palisade/${stack}' already exists`);
    }
  },
  "stack export": () => console.log(JSON.stringify({ version: 3, deployment: read().deployment })),
  "stack tag": () => {
    const content = read();
    if (args[2] === "ls") console.log(JSON.stringify(content.tags));
    else if (args[2] === "set") write({ ...content, tags: { ...content.tags, [args[3]]: args[4] } });
    else {
      delete content.tags[args[3]];
      write(content);
    }
  },
  "stack rm": () => fs.rmSync(fileOf(stack)),
  up: () => write(deployed(read(), true)),
  preview: () => {},
  refresh: () => {
    if (!args.includes("--preview-only")) return write(deployed(read(), true));
    const file = path.join(folder, `${stack}.events.json`);
    return tell([...(fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : []), { summaryEvent: { resourceChanges: {} } }]);
  },
  destroy: () => write(deployed(read(), false)),
};

failWhereTold();
const command = commands[args[0] === "stack" ? `stack ${args[1]}` : args[0]];
if (command === undefined) fail(`error: unknown command ${args.join(" ")}`);
command();
