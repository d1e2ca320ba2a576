import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { accountId, writeAwsFolder } from "../../support/aws-folder.ts";
import { command } from "../../support/command.ts";
import { temporaryFolder } from "../../support/folder.ts";

const folder = temporaryFolder();
const ID = accountId(0);
const AWAY = "us-east-1";

const tableFile = (from: string, region: string, table: string) => path.join(from, "accounts", ID, region, "tables", `${table}.json`);
const adopt = (from: string, declaration: string, home = "eu-west-1") =>
  command("adopt", "--from", from, "--declaration", declaration, "--home-region", home);
const tablesOf = (declaration: string) =>
  (parse(readFileSync(path.join(declaration, "accounts/team-0-prod/data.yaml"), "utf8")) as { tables: Record<string, unknown> }).tables;

/** An account whose table `orders` has a replica in another region. */
function writeReplicated(from: string): void {
  writeAwsFolder(from, 1);
  const home = path.join(from, "accounts", ID, "eu-west-1");
  const away = path.join(from, "accounts", ID, AWAY);
  mkdirSync(path.join(away, "tables"), { recursive: true });
  mkdirSync(path.join(away, "table-policies"));
  for (const list of ["vpcs", "endpoints", "secrets", "clusters", "keys"])
    writeFileSync(
      path.join(away, `${list}.json`),
      JSON.stringify(
        {
          vpcs: { Vpcs: [] },
          endpoints: { VpcEndpoints: [] },
          secrets: { SecretList: [] },
          clusters: { clusters: [] },
          keys: { Keys: [] },
        }[list],
      ),
    );
  writeFileSync(path.join(away, "tables.json"), '{ "TableNames": ["orders"] }');
  cpSync(path.join(home, "table-policies/orders.json"), path.join(away, "table-policies/orders.json"));
  cpSync(path.join(home, "tables/orders.json"), path.join(away, "tables/orders.json"));
  replicate(from, AWAY, "orders", [{ RegionName: "eu-west-1" }], (text) => text.replaceAll("eu-west-1", AWAY));
  replicate(from, "eu-west-1", "orders", [{ RegionName: AWAY, ReplicaStatus: "ACTIVE" }]);
}

function replicate(
  from: string,
  region: string,
  table: string,
  replicas: readonly unknown[],
  change = (text: string): string => text,
): void {
  const file = tableFile(from, region, table);
  const answer = JSON.parse(change(readFileSync(file, "utf8"))) as { Table: object };
  writeFileSync(file, JSON.stringify({ Table: { ...answer.Table, Replicas: replicas } }));
}

describe("adopt, of tables with replicas", function () {
  this.timeout(300_000);

  it("writes a replica as one of the table in the home region, and the same the second time", async () => {
    const [from, declaration] = [folder("aws-replicas"), folder("declared-replicas")];
    writeReplicated(from);
    const { code, out, err } = await adopt(from, declaration);
    assert.deepEqual([code, err], [0, ""], out);
    const tables = tablesOf(declaration);
    const { encryption, ...replica } = tables[`orders.${AWAY}`] as { encryption: { key: string } };
    assert.deepEqual(replica, { existing: "orders", replicaOf: "team-0-prod/orders", region: AWAY });
    assert.match(encryption.key, /^arn:aws:kms:us-east-1:/);
    assert.ok("key" in (tables["orders"] as object));
    const plan = await command("plan", "--declaration", declaration);
    assert.match(plan.out, /team-0-prod\/orders\.us-east-1 +us-east-1 +team-0-prod\/orders +eu-west-1/);
    assert.match((await adopt(from, declaration)).out, /has everything that was read; nothing was written/);
  });

  it("takes the first region where the home region has no replica", async () => {
    const [from, declaration] = [folder("aws-away"), folder("declared-away")];
    writeReplicated(from);
    await adopt(from, declaration, "eu-central-1");
    const tables = tablesOf(declaration);
    assert.deepEqual(
      Object.entries(tables).flatMap(([name, table]) => ("replicaOf" in (table as object) ? [name] : [])),
      [`orders.${AWAY}`],
    );
  });

  it("names replicas in regions and accounts that it does not declare", async () => {
    const [from, declaration] = [folder("aws-unread"), folder("declared-unread")];
    writeAwsFolder(from, 1);
    replicate(from, "eu-west-1", "orders", [{ RegionName: "eu-north-1" }]);
    replicate(from, "eu-west-1", "drafts", [{ RegionName: AWAY, ReplicaArn: `arn:aws:dynamodb:${AWAY}:700000009999:table/drafts` }]);
    const { code, out } = await adopt(from, declaration);
    assert.equal(code, 1, out);
    const text = out.replaceAll(/\s+/g, " ");
    assert.ok(text.includes("tables.orders of team-0-prod has replicas in eu-north-1, which was not read; read that region too"), out);
    assert.ok(
      text.includes(`has replicas in other accounts, arn:aws:dynamodb:${AWAY}:700000009999:table/drafts; declare them by hand`),
      out,
    );
  });
});
