import assert from "node:assert/strict";
import { command } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { LINE } from "../../support/line.ts";

const REHEARSING_MILLISECONDS = 300_000;
const folder = temporaryFolder();

const LOGS = "accounts/logs/account.yaml";
const logs = (...lines: readonly string[]) =>
  ["account: logs", 'id: "300000000077"', "organizationalUnit: workloads", ...lines, ""].join("\n");
const NETWORK = "networks: { main: { region: eu-west-1, cidr: 10.77.0.0/16 } }";

/** Whether an administrator of the account reads a table there that nobody declared, from where the question comes. */
async function reads(from: string): Promise<string> {
  const { out } = await command(
    ...["explain", "--declaration", folder("closed"), "--principal", "role/admin@logs", "--action", "dynamodb:GetItem"],
    ...["--resource", "arn:aws:dynamodb:eu-west-1:300000000077:table/findings", "--from", from],
  );
  return out.split(/[:,]/)[0] ?? "";
}

function told(account: string): void {
  const inventory = 'encryption: { "arn:aws:dynamodb:eu-west-1:300000000077:table/findings": aws-owned }\n';
  const policy = 'resourcePolicies: { "arn:aws:dynamodb:eu-west-1:300000000077:table/findings": none }\n';
  writeFiles(folder("closed"), new Map([...LINE, [LOGS, account], ["inventory.yaml", inventory + policy]]));
}

describe("G11: an enforced account without networks", function () {
  this.timeout(REHEARSING_MILLISECONDS);

  it("is named by validate, with the words that open its tables", async () => {
    told(logs());
    const { code, out } = await command("validate", "--declaration", folder("closed"));
    assert.equal(code, 0);
    assert.match(
      out,
      /^Tables in logs are closed to the roles of their own account, declared or not: the perimeter is enforced and there is no network; declare networks, name under letThrough what goes on calling, or write perimeter: observe with because$/m,
    );
    const json = JSON.parse((await command("validate", "--json", "--declaration", folder("closed"))).out) as { closedAccounts: unknown };
    assert.deepEqual(json.closedAccounts, ["logs"]);
  });

  it("closes its tables indeed, and the words open them", async () => {
    told(logs());
    assert.equal(await reads("internet"), "No");
    for (const lines of [[NETWORK], ["perimeter: observe", "because: a first look"]]) {
      told(logs(...lines));
      const { out } = await command("validate", "--json", "--declaration", folder("closed"));
      assert.deepEqual((JSON.parse(out) as { closedAccounts: unknown }).closedAccounts, [], lines.join("\n"));
      assert.equal(await reads(lines[0] === NETWORK ? "logs/main" : "internet"), "Yes", lines.join("\n"));
    }
  });
});
