import { loadCatalogue } from "../iam/catalogue.ts";
import { decide } from "../proof/engine/decide.ts";
import { compileLayers, type LayerDocuments } from "../proof/engine/layers.ts";
import type { PolicyDocument } from "../proof/engine/policy-document.ts";
import { prepareRequest, type Request } from "../proof/engine/prepare-request.ts";
import { explain } from "../proof/explanation/explain.ts";

const VPC_COUNTS = [10, 100, 300];
const WARM_UP = 50_000;
const SECONDS = 1;

const OWNER = "111111111111";
const CONSUMER = "222222222222";
const TABLE = `arn:aws:dynamodb:eu-west-1:${OWNER}:table/orders`;
const ETL = `arn:aws:iam::${CONSUMER}:role/palisade/workload/etl`;
const FULL_ACCESS: PolicyDocument = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } };

/** The layers over a read across accounts: four levels of SCPs, the last with a perimeter of these VPCs, and both halves of the grant. */
function layersWith(vpcs: readonly string[]): LayerDocuments {
  const data = ["BatchGetItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem", "DeleteItem", "PartiQL*", "GetRecords"].map(
    (name) => `dynamodb:${name}`,
  );
  const perimeter: PolicyDocument = {
    Version: "2012-10-17",
    Statement: {
      Sid: "DenyTableDataOutsideTheVpc",
      Effect: "Deny",
      Action: data,
      Resource: "*",
      Condition: {
        StringNotEqualsIfExists: { "aws:SourceVpc": vpcs },
        BoolIfExists: { "aws:ViaAWSService": "false" },
        ArnNotLikeIfExists: { "aws:PrincipalArn": ["arn:aws:iam::*:role/palisade/break-glass/*", "arn:aws:iam::*:role/backup/*"] },
      },
    },
  };
  const outsiders: PolicyDocument = {
    Version: "2012-10-17",
    Statement: {
      Effect: "Deny",
      Principal: "*",
      Action: "dynamodb:*",
      Resource: "*",
      Condition: {
        StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-exampleorg" },
        BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
      },
    },
  };
  return {
    identity: [
      {
        Version: "2012-10-17",
        Statement: { Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:Query"], Resource: [TABLE, `${TABLE}/index/byStatus`] },
      },
    ],
    resource: {
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Principal: { AWS: ETL },
        Action: ["dynamodb:GetItem", "dynamodb:Query"],
        Resource: TABLE,
        Condition: { StringEquals: { "aws:SourceVpc": vpcs } },
      },
    },
    serviceControl: [[FULL_ACCESS], [FULL_ACCESS], [FULL_ACCESS], [FULL_ACCESS, perimeter]],
    resourceControl: [[outsiders]],
  };
}

/** Runs per second in one thread, measured for about a second after a warm-up. */
function perSecond(run: () => void): number {
  for (let index = 0; index < WARM_UP; index++) run();
  const start = performance.now();
  let done = 0;
  while (performance.now() - start < SECONDS * 1000) {
    for (let index = 0; index < 1000; index++) run();
    done += 1000;
  }
  return Math.round(done / ((performance.now() - start) / 1000));
}

/**
 * Measures decisions per second for a GetItem across accounts under four levels of SCPs and an RCP, by the size of the perimeter, from
 * inside and outside of it. The request is prepared once, or prepared for each decision, or explained too.
 */
export async function benchDecisions(write: (line: string) => void): Promise<void> {
  const surroundings = { now: new Date(), catalogue: await loadCatalogue(["dynamodb"]) };
  write("decisions a second, one thread: a cross-account GetItem under four levels of SCPs");
  for (const count of VPC_COUNTS) {
    const vpcs = Array.from({ length: count }, (_, index) => `vpc-${index.toString(16).padStart(17, "0")}`);
    const layers = compileLayers(layersWith(vpcs));
    for (const [where, vpc] of [
      ["inside", vpcs.at(-1)],
      ["outside", "vpc-fffffffffffffffff"],
    ] as const) {
      const context = { "aws:SourceVpc": vpc ?? "", "aws:PrincipalOrgID": "o-exampleorg" };
      const request: Request = { principal: ETL, action: "dynamodb:GetItem", resource: TABLE, context };
      const prepared = prepareRequest(request, surroundings);
      const decided = perSecond(() => decide(prepared, layers));
      const withPreparation = perSecond(() => decide(prepareRequest(request, surroundings), layers));
      const explained = perSecond(() => explain(prepared, layers));
      const { outcome } = decide(prepared, layers);
      const figure = (number: number) => number.toLocaleString("en").padStart(10);
      write(
        `${String(count).padStart(4)} VPCs, ${where.padEnd(7)} (${outcome}): ${figure(decided)}, with preparation ${figure(withPreparation)}, explained ${figure(explained)}`,
      );
    }
  }
}
