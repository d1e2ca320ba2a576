import assert from "node:assert/strict";
import { knownNames } from "../../adoption/known-names.ts";

const ACCOUNT = "300000000001";

describe("the names of what is declared", () => {
  it("take a replica in another region of its account for made, under the name of its source", () => {
    const { inAccounts } = knownNames(
      {
        organization: { homeRegion: "eu-central-1" },
        accounts: [
          {
            account: { account: "shop", id: ACCOUNT },
            data: { tables: { orders: {}, "orders-west": { replicaOf: "shop/orders", region: "eu-west-1" } } },
          },
        ],
      },
      "aws",
    );
    assert.deepEqual(
      inAccounts.get(ACCOUNT)?.made,
      new Set(["eu-central-1", "eu-west-1"].map((region) => `arn:aws:dynamodb:${region}:${ACCOUNT}:table/orders`)),
    );
  });
});
