import assert from "node:assert/strict";
import type { Files } from "../../../model/reading/draft.ts";
import { changing } from "../../support/mistakes.ts";
import { regions } from "../../support/regions.ts";
import { edit, linesOf, loadAt, write } from "../../support/sample.ts";

const SHOP = "accounts/shop/data.yaml";
const WEST = "  orders-west:\n    replicaOf: shop/orders\n    region: eu-west-1\n";
const inShop = (passage: string, replacement: string) => changing(SHOP, passage, replacement);
const toWest = (line: string) => inShop(WEST, `${WEST}    ${line}\n`);

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
      `${SHOP}:9:3: tables.orders-west: is in the same region as its source, got "eu-central-1"; add region: <another region>`,
      `${SHOP}:13:7: tables.orders-west.usedBy.api-west: is used from eu-west-1, and the table is in eu-central-1, got "shop/api-west"; let the workload run in a network of eu-central-1, or use a replica of the table in eu-west-1, declared with replicaOf`,
      `${SHOP}:15:7: tables.orders-west.sharedWith.reports/reader: is used from eu-west-1, and the table is in eu-central-1, got "reports/reader"; let the workload run in a network of eu-central-1, or use a replica of the table in eu-west-1, declared with replicaOf`,
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
      `${SHOP}:11:16: tables.orders-west.replicaOf: exists already, and Palisade adds no replica to a table that it does not make, got "shop/orders"; have its owner add the replica, and write existing: orders here instead, with the table's key`,
    ],
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
});
