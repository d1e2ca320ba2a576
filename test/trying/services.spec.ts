import assert from "node:assert/strict";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, type Credentials } from "@aws-sdk/client-sts";
import { load } from "../../model/checks/load.ts";
import { plan } from "../../model/plan/plan-declaration.ts";
import { rehearsePlan } from "../../rehearsal/rehearse-plan.ts";
import { NOW } from "../support/sample.ts";
import { services } from "../support/services.ts";
import { denial, type SdkCredentials, type Tried, triedOrganization, tryOrganization } from "../support/tried.ts";

const STARTING_MILLISECONDS = 120_000;
const LEDGER = "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger";
const Key = { accountId: { S: "a" }, entryId: { S: "e" } };
const NOBODY: SdkCredentials = { accessKeyId: "", secretAccessKey: "", sessionToken: "" };

const opened = ({ AccessKeyId, SecretAccessKey, SessionToken }: Credentials = {} as Credentials): SdkCredentials => ({
  accessKeyId: AccessKeyId ?? "",
  secretAccessKey: SecretAccessKey ?? "",
  sessionToken: SessionToken ?? "",
});

describe("workloads of other services and CI jobs, called with the AWS SDK", function () {
  this.timeout(STARTING_MILLISECONDS);
  let tried: Tried;

  before(async () => {
    const { declaration } = load(services, { now: NOW });
    assert.ok(declaration !== undefined);
    const planned = plan(declaration);
    tried = await tryOrganization(await triedOrganization(planned, await rehearsePlan(planned), undefined, NOW));
  });
  after(async () => {
    await tried.stop();
  });

  const take = async (from: string, query = ""): Promise<SdkCredentials> => {
    const token = await (await fetch(`${tried.proxy.url}/token/consumer/checks${query}`)).text();
    const input = { RoleArn: "arn:aws:iam::300000000002:role/palisade/workload/checks", RoleSessionName: "job", WebIdentityToken: token };
    return opened((await tried.sts(NOBODY, from).send(new AssumeRoleWithWebIdentityCommand(input))).Credentials);
  };
  const read = async (credentials: SdkCredentials, from: string): Promise<unknown> =>
    await tried.dynamodb(credentials, from).send(new GetItemCommand({ TableName: LEDGER, Key }));

  it("G14: a CI job takes its role by its token, then the owner's, and reads the table from its addresses", async () => {
    const own = await take("203.0.113.7");
    const input = { RoleArn: "arn:aws:iam::300000000001:role/palisade/external/consumer.checks", RoleSessionName: "job" };
    const taken = opened((await tried.sts(own, "203.0.113.7").send(new AssumeRoleCommand(input))).Credentials);
    await read(taken, "203.0.113.7");
    await denial(read(taken, "internet"));
    await denial(read(own, "203.0.113.7"));
    await denial(tried.sts(own, "internet").send(new AssumeRoleCommand(input)));
  });

  it("G14: from other addresses, or with another subject, the token takes no role", async () => {
    await denial(take("internet"));
    await denial(take("203.0.113.7", "?subject=repo:acme/reports:pull_request"));
  });

  it("G14: a state machine reads from AWS's own network, a Glue job from its network alone", async () => {
    await read(await tried.credentials("owner/closing"), "internet");
    const job = await tried.credentials("consumer/nightly");
    await read(job, "consumer/main");
    await denial(read(job, "internet"));
    await denial(read(await tried.credentials("consumer/other"), "consumer/main"));
  });
});
