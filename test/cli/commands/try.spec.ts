import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { tryCommand } from "../../../cli/commands/try.ts";
import { command } from "../../support/command.ts";
import { hasProgram } from "../../support/executables.ts";
import { skip } from "../../support/skip.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const LINE = ["--declaration", path.join(ROOT, "examples/line")] as const;
const STARTING_MILLISECONDS = 120_000;
const ran = promisify(execFile);

/** Starts the command about the smallest example, and says what it prints. */
async function started(from?: string) {
  const stop = new AbortController();
  const printed: string[] = [];
  let isPrinted: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (isPrinted = resolve));
  const streams = {
    out: (text: string) => {
      printed.push(text);
      isPrinted();
    },
    err: () => undefined,
  };
  const ended = tryCommand({ declaration: LINE[1], port: "0", from }, streams, stop.signal);
  await Promise.race([first, ended]);
  const text = printed.join("");
  const [url = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? [];
  return {
    text,
    url,
    end: async () => {
      stop.abort();
      return await ended;
    },
  };
}

describe("try", function () {
  this.timeout(STARTING_MILLISECONDS);

  it("prints what to export and an example, and ends with 0", async () => {
    const { text, url, end } = await started();
    const ledger = "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger";
    assert.match(text, /^line answers at http:\/\/127\.0\.0\.1:\d+, as of \d{4}-\d\d-\d\d\./);
    assert.ok(text.includes(`export AWS_CONTAINER_CREDENTIALS_FULL_URI=${url}/credentials/consumer/reporter\n`));
    assert.ok(text.includes(`export AWS_ENDPOINT_URL=${url}/consumer/main\n`));
    assert.ok(text.includes(`aws dynamodb describe-table --table-name ${ledger} --endpoint-url ${url}/internet\n`));
    assert.equal(await end(), 0);
    await assert.rejects(fetch(url), "it listens no more");
  });

  it("has an example that the AWS CLI gets answered as it says, with the reason", async function () {
    if (!hasProgram("aws")) skip(this, "no AWS CLI here");
    const { text, end } = await started();
    const lines = text.split("\n").map((line) => line.trim());
    const setting = lines.filter((line) => /^(?:export|unset) /.test(line)).join("\n");
    const [who = "", allowed = "", denied = ""] = lines.filter((line) => line.startsWith("aws "));
    const inShell = (line: string) => ran("sh", ["-c", `${setting}\nexport AWS_PAGER=\n${line}`]);
    assert.match((await inShell(who)).stdout, /arn:aws:sts::300000000002:assumed-role\/reporter\/reporter/);
    assert.match((await inShell(allowed)).stdout, /"TableStatus": "ACTIVE"/);
    const { stderr } = await inShell(denied).then(
      () => ({ stderr: "allowed" }),
      (error: unknown) => error as { readonly stderr: string },
    );
    assert.match(
      stderr,
      /\(AccessDeniedException\).* is not authorized to perform: dynamodb:DescribeTable on resource: .* because no resource-based policy allows/,
    );
    assert.match(stderr, /of data\.owner\/table-ledger-policy, declared at .*examples\/line\/accounts\/owner\/data\.yaml:\d+/);
    assert.equal(await end(), 0);
  });

  it("C4: lets bin/iam-assume-role.sh take a role whose trust admits the caller, and no other", async function () {
    if (!hasProgram("aws")) skip(this, "no AWS CLI here");
    const { url, end } = await started();
    const setting = (who: string, from: string) =>
      [
        `export AWS_CONTAINER_CREDENTIALS_FULL_URI=${url}/credentials/${who} AWS_ENDPOINT_URL=${url}/${from}`,
        "export AWS_REGION=eu-west-1 AWS_DEFAULT_REGION=eu-west-1 AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null",
        "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE",
      ].join("\n");
    const role = "arn:aws:iam::300000000001:role/palisade/break-glass/BreakGlass";
    const taking = `eval "$(bin/iam-assume-role.sh ${role} 900 test)" && aws sts get-caller-identity --query Arn --output text`;
    const onCall = "role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_OnCall_0123456789abcdef@owner";
    const { stdout } = await ran("sh", ["-c", `${setting(onCall, "internet")}\n${taking}`], { cwd: ROOT });
    assert.equal(stdout.trim(), "arn:aws:sts::300000000001:assumed-role/BreakGlass/test");
    const refused = ran("sh", ["-c", `${setting("owner/api", "internet")}\n${taking}`], { cwd: ROOT });
    await assert.rejects(refused, /is not authorized to perform: sts:AssumeRole/);
    assert.equal(await end(), 0);
  });

  it("lets calls come from the network of --from where their URL names none", async () => {
    const { url, end } = await started("consumer/main");
    const answer = await fetch(`${url}/credentials/consumer/reporter`);
    assert.equal(answer.status, 200);
    assert.equal((await fetch(`${url}/credentials/consumer/nobody`)).status, 404);
    assert.equal(await end(), 0);
  });

  for (const signal of ["SIGTERM", "SIGHUP"] as const)
    it(`ends by itself at ${signal}`, async () => {
      const child = spawn(process.execPath, ["cli/main.ts", "try", ...LINE, "--port", "0"], {
        cwd: ROOT,
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(child.stdout, "data");
      child.kill(signal);
      const [code] = (await once(child, "exit")) as [number | null];
      assert.equal(code, 0);
    });

  for (const [what, args, message] of [
    [
      "a network that nobody declares",
      ["--from", "consumer/mian"],
      /^palisade: --from: is not a network of the organization, got "consumer\/mian"; did you mean "consumer\/main"\?\n$/,
    ],
    ["a port that is none", ["--port", "70000"], /^palisade: --port: is no port, got "70000"; give a number up to 65535\n$/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { code, out, err } = await command("try", ...LINE, ...args);
      assert.deepEqual([code, out], [2, ""]);
      assert.match(err, message);
    });
  }

  it("refuses a port that is in use", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { readonly port: number };
    const { code, err } = await command("try", ...LINE, "--port", port.toString());
    assert.equal(code, 2);
    assert.match(err, /^palisade: --port: cannot be listened on, got \d+; choose another, or 0 for any that is free\n$/);
    server.close();
  });
});
