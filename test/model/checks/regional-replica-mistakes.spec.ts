import assert from "node:assert/strict";
import type { Files } from "../../../model/reading/draft.ts";
import { changing } from "../../support/mistakes.ts";
import { regions } from "../../support/regions.ts";
import { edit, linesOf, loadAt, write } from "../../support/sample.ts";

const SHOP = "accounts/shop/data.yaml";
const WEST = "  orders-west:\n    replicaOf: shop/orders\n    region: eu-west-1\n";
const inShop = (passage: string, replacement: string) => changing(SHOP, passage, replacement);
const toWest = (line: string) => inShop(WEST, `${WEST}    ${line}\n`);

/** Both tables exist, the source without a stream in its entry. */
const existing =
  ({ source, replica }: { readonly source: string; readonly replica: string }) =>
  (files: Files): Files =>
    edit(
      edit(files, SHOP, "    indexes: { byStatus", `    existing: ${source}\n    indexes: { byStatus`),
      SHOP,
      WEST,
      `${WEST}    existing: ${replica}\n`,
    );

interface Case {
  readonly fact: string;
  readonly make: (files: Files) => Files;
  readonly problems: readonly string[];
}

const CASES: readonly Case[] = [
  { fact: "takes replicas in other regions of their account, under names of their own", make: (files) => files, problems: [] },
  {
    fact: "takes further regions",
    make: inShop(WEST, `  orders-north:\n    replicaOf: shop/orders\n    region: eu-north-1\n${WEST}`),
    problems: [],
  },
  {
    fact: "refuses a replica in the region of its source",
    make: inShop("replicaOf: shop/orders\n    region: eu-west-1", "replicaOf: shop/orders\n    region: eu-central-1"),
    problems: [
      `${SHOP}:11:13: tables.orders-west.region: is in the same region as its source, got "eu-central-1"; write the region that needs the items`,
    ],
  },
  {
    fact: "refuses a replica that says no region, which is its source's",
    make: inShop("replicaOf: shop/orders\n    region: eu-west-1", "replicaOf: shop/orders"),
    problems: [`${SHOP}:9:3: tables.orders-west: is in the same region as its source, got "eu-central-1"; add region: <another region>`],
  },
  {
    fact: "refuses two replicas in one region",
    make: inShop(WEST, `  orders-again:\n    replicaOf: shop/orders\n    region: eu-west-1\n${WEST}`),
    problems: [`${SHOP}:12:3: tables.orders-west: is declared already as shop/orders-again, got "orders-west"; keep one of the two`],
  },
  {
    fact: "refuses another table of the replica's name in its region",
    make: inShop(WEST, `  old-orders:\n    existing: orders\n    region: eu-west-1\n    key: { partition: { orderId: string } }\n${WEST}`),
    problems: [`${SHOP}:13:3: tables.orders-west: is declared already as shop/old-orders, got "orders-west"; keep one of the two`],
  },
  {
    fact: "refuses a replica of a replica",
    make: inShop(WEST, `  orders-north:\n    replicaOf: shop/orders-west\n    region: eu-north-1\n${WEST}`),
    problems: [`${SHOP}:10:16: tables.orders-north.replicaOf: is itself a replica, got "shop/orders-west"; write replicaOf: shop/orders`],
  },
  {
    fact: "refuses a replica of a table that exists",
    make: inShop("  orders:\n", "  orders:\n    existing: orders\n"),
    problems: [
      `${SHOP}:11:16: tables.orders-west.replicaOf: exists already, and Palisade adds no replica to a table that it does not make, got "shop/orders"; have its owner add the replica, and then write existing: orders beside replicaOf`,
    ],
  },
  {
    fact: "takes a replica that exists of a table that exists, which needs to say no stream",
    make: existing({ source: "Orders", replica: "Orders" }),
    problems: [],
  },
  {
    fact: "refuses a replica that exists of a table that is made here",
    make: toWest("existing: orders"),
    problems: [
      `${SHOP}:12:15: tables.orders-west.existing: exists already, and shop/orders, which it replicates, is made here, got "orders"; remove it, and import the replica into its stack (pulumi import) before the next deployment`,
    ],
  },
  {
    fact: "refuses a replica that exists under another name than its source's",
    make: existing({ source: "Orders", replica: "Orders-west" }),
    problems: [
      `${SHOP}:13:15: tables.orders-west.existing: is another name than "Orders", that of shop/orders; all replicas of a table have its name, got "Orders-west"; write existing: Orders, or remove replicaOf from orders-west`,
    ],
  },
  {
    fact: "refuses another kind of key of what exists where both entries say it, and none that is looked up",
    make: (files) =>
      edit(
        edit(
          existing({ source: "Orders", replica: "Orders" })(files),
          SHOP,
          "    existing: Orders\n    indexes",
          "    existing: Orders\n    encryption: aws-managed\n    indexes",
        ),
        SHOP,
        "    existing: Orders\n    usedBy",
        "    existing: Orders\n    encryption: aws-owned\n    usedBy",
      ),
    problems: [
      `${SHOP}:15:17: tables.orders-west.encryption: is encrypted under another kind of key than its source, which has the key that AWS manages, got "aws-owned"; write encryption: aws-managed`,
    ],
  },
  {
    fact: "refuses to leave the policy of a sensitive replica to others",
    make: (files) =>
      edit(
        edit(files, SHOP, "  patients:\n", "  patients:\n    existing: patients\n    adds: [resource-policy]\n"),
        SHOP,
        "    replicaOf: shop/patients\n",
        "    existing: patients\n    replicaOf: shop/patients\n",
      ),
    problems: [
      `${SHOP}:24:3: tables.patients-west: is sensitive, but Palisade may not write its policy, so that every principal that may read all tables of the account reads this one; add adds: [resource-policy], or write classification: ordinary at shop/patients`,
    ],
  },
  {
    fact: "refuses what a replica adds that is made here",
    make: toWest("adds: [resource-policy]"),
    problems: [
      `${SHOP}:12:5: tables.orders-west.adds: belongs to existing tables alone, got ["resource-policy"]; remove it; a table made here gets every document`,
    ],
  },
  {
    fact: "says nothing of the capacity of a table that exists",
    make: (files) =>
      edit(
        existing({ source: "Orders", replica: "Orders" })(files),
        SHOP,
        "    indexes",
        "    capacity: { read: 5, write: 5 }\n    indexes",
      ),
    problems: [],
  },
  {
    fact: "refuses a replica of a table without the stream that replication reads",
    make: inShop(
      "    stream: new-and-old-images\n    usedBy:\n      api: { can: [read, write] }\n  orders-west",
      "    usedBy:\n      api: { can: [read, write] }\n  orders-west",
    ),
    problems: [
      `${SHOP}:9:16: tables.orders-west.replicaOf: has no stream of new and old images, which replication reads, got "shop/orders"; add stream: new-and-old-images to shop/orders`,
    ],
  },
  {
    fact: "refuses what the source says",
    make: toWest("class: infrequent-access\n    capacity: on-demand"),
    problems: [
      `${SHOP}:12:5: tables.orders-west.class: is set by the source table, since a change would make the replica anew, got "infrequent-access"; remove it; it follows shop/orders`,
      `${SHOP}:13:5: tables.orders-west.capacity: is set by the source table, got "on-demand"; remove it; it follows shop/orders`,
    ],
  },
  {
    fact: "refuses days of recovery that Pulumi cannot set of a replica",
    make: toWest("pointInTimeRecovery: 7d"),
    problems: [
      `${SHOP}:12:26: tables.orders-west.pointInTimeRecovery: is a number of days that a replica in the same account cannot have, got "7d"; write 35d or off`,
    ],
  },
  {
    fact: "refuses another kind of key than the source's",
    make: toWest("encryption: aws-owned"),
    problems: [
      `${SHOP}:12:17: tables.orders-west.encryption: is encrypted under another kind of key than its source, which has a key of the account, got "aws-owned"; write encryption: own-key`,
    ],
  },
  {
    fact: "takes a declared key of the replica's region",
    make: (files) =>
      edit(
        edit(files, SHOP, WEST, `${WEST}    encryption: { key: west }\n`),
        SHOP,
        "tables:\n",
        "keys:\n  west: { region: eu-west-1 }\ntables:\n",
      ),
    problems: [],
  },
  {
    fact: "says where a list of replicas or regions is declared",
    make: inShop("  orders-west:\n", "    replicas: [eu-west-1]\n    regions: [eu-north-1]\n  orders-west:\n"),
    problems: [
      `${SHOP}:9:5: tables.orders.replicas: is not a field here; declare each replica as a table of its own, with replicaOf: <account>/<this table> and its region`,
      `${SHOP}:10:5: tables.orders.regions: is not a field here; declare each replica as a table of its own, with replicaOf: <account>/<this table> and its region`,
    ],
  },
  {
    fact: "refuses two tables that replicate each other, and says nothing else of them",
    make: inShop("  orders:\n", "  orders:\n    replicaOf: shop/orders-west\n    region: eu-central-1\n"),
    problems: [
      `${SHOP}:4:16: tables.orders.replicaOf: replicates this table in turn, got "shop/orders-west"; remove replicaOf from the one that says keys and indexes`,
      `${SHOP}:12:16: tables.orders-west.replicaOf: replicates this table in turn, got "shop/orders"; remove replicaOf from the one that says keys and indexes`,
    ],
  },
  {
    fact: "refuses a consent to the table's own account",
    make: inShop(
      "      api: { can: [read, write] }\n  orders-west",
      "      api: { can: [read, write] }\n    sharedWith:\n      shop: { purpose: global-table, because: two regions need it }\n  orders-west",
    ),
    problems: [
      `${SHOP}:10:7: tables.orders.sharedWith.shop: is the table's own account, got "shop"; remove it; a replica in another region of its account needs no consent`,
    ],
  },
  {
    fact: "names the replica of the region that a workload uses the table from, and the table where it uses the replica",
    make: (files) =>
      edit(
        edit(files, SHOP, "      api: { can: [read, write] }\n  orders-west", "      api-west: { can: [read] }\n  orders-west"),
        SHOP,
        "      api-west: { can: [read, write], on: [table, byStatus] }",
        "      api: { can: [read] }",
      ),
    problems: [
      `${SHOP}:8:7: tables.orders.usedBy.api-west: is used from eu-west-1, and the table is in eu-central-1, got "shop/api-west"; let the workload run in a network of eu-central-1, or move this to shop/orders-west, which has the same items in eu-west-1`,
      `${SHOP}:13:7: tables.orders-west.usedBy.api: is used from eu-central-1, and the table is in eu-west-1, got "shop/api"; let the workload run in a network of eu-west-1, or move this to shop/orders, which has the same items in eu-central-1`,
    ],
  },
  {
    fact: "refuses a stream of less than replication reads",
    make: inShop(
      "    stream: new-and-old-images\n    usedBy:\n      api: { can: [read, write] }\n  orders-west",
      "    stream: keys-only\n    usedBy:\n      api: { can: [read, write] }\n  orders-west",
    ),
    problems: [
      `${SHOP}:10:16: tables.orders-west.replicaOf: has a stream of keys-only, not of new and old images, which replication reads, got "shop/orders"; write stream: new-and-old-images at shop/orders`,
    ],
  },
  {
    fact: "takes tenants of a replica, and checks them by the keys and indexes of its source",
    make: toWest("tenants: { broker: api-west, tag: TenantId, can: [read], on: [table, byStatus] }"),
    problems: [
      `${SHOP}:12:74: tables.orders-west.tenants.on[1]: is an index that is not marked as led by the tenant key, so that tenants would read each other's items, got "byStatus"; remove it, or mark it tenant: true if its partition key begins with the tenant`,
    ],
  },
  {
    fact: "takes tenants of a replica",
    make: toWest("tenants: { broker: api-west, tag: TenantId, can: [read] }"),
    problems: [],
  },
  {
    fact: "refuses provisioned capacity of the source",
    make: inShop(
      "    indexes: { byStatus: { partition: { status: string } } }\n",
      "    capacity: { read: 5, write: 5 }\n    indexes: { byStatus: { partition: { status: string } } }\n",
    ),
    problems: [
      `${SHOP}:5:15: tables.orders.capacity: is provisioned, which a table with replicas can only be with auto scaling, and Palisade does not set that up, got {"read":5,"write":5}; write capacity: on-demand`,
    ],
  },
  {
    fact: "refuses replicas in several accounts besides",
    make: (files) =>
      write(
        edit(
          files,
          SHOP,
          "      api: { can: [read, write] }\n  orders-west",
          "      api: { can: [read, write] }\n    sharedWith:\n      reports: { purpose: global-table, because: reports are near }\n  orders-west",
        ),
        "accounts/reports/data.yaml",
        "tables:\n  orders:\n    replicaOf: shop/orders\n    region: us-east-1\n",
      ),
    problems: [
      `${SHOP}:12:16: tables.orders-west.replicaOf: has a replica in reports too, and DynamoDB takes regions of one account, or one region of each account, got "shop/orders"; keep all replicas in this account, or one in each account`,
    ],
  },
];

describe("replicas in other regions of their account", () => {
  for (const { fact, make, problems } of CASES)
    it(fact, () => {
      const loaded = loadAt(make(regions));
      assert.deepEqual(linesOf(loaded.problems), problems);
      assert.equal(loaded.declaration === undefined, problems.length > 0);
    });

  it("warns of a table that exists beside a sensitive one of its name in another region, until its entry says what it is", () => {
    const made = (line: string) => {
      const north = `  patients-north:\n    existing: patients\n    region: eu-north-1\n    key: { partition: { patientId: string } }\n${line}`;
      return linesOf(loadAt(edit(regions, SHOP, "  patients-west:\n", `${north}  patients-west:\n`)).warnings).filter((text) =>
        text.includes("patients-north"),
      );
    };
    assert.deepEqual(made(""), [
      `${SHOP}:23:15: tables.patients-north.existing: is the name of shop/patients too, which is sensitive; if this is a replica of it, the same items are open here, got "patients"; write replicaOf: shop/patients if it is one, else classification: ordinary`,
    ]);
    assert.deepEqual(made("    classification: ordinary\n"), []);
  });
});
