import { all, changing, refuses } from "../../support/mistakes.ts";
import { dataOf } from "../../support/sample.ts";

const ORDERS = dataOf("orders-prod");
const AT = "accounts/orders-prod/data.yaml";
const SECRET = "secrets.invoice-signing.rotation";

/** Has the sample's secret rotated. */
const rotated = (rotation: string) =>
  changing(
    ORDERS,
    "    description: What the invoicer signs with\n",
    `    description: What the invoicer signs with\n    rotation: ${rotation}\n`,
  );
/** Lets the workload read and write it. */
const permitted = changing(ORDERS, "api: { can: [read] }", "api: { can: [read, write] }");

refuses("rotation of secrets", [
  {
    fact: "takes a function of the account that may read and write the secret",
    make: all(rotated("{ by: api, every: 30d }"), permitted),
    problems: [],
  },
  {
    fact: "takes the name of the function",
    make: all(rotated("{ by: api, function: rotate_invoice-signing, every: 1000d }"), permitted),
    problems: [],
  },
  {
    fact: "refuses a workload that is not declared",
    make: rotated("{ by: apy, every: 30d }"),
    problems: [`${AT}:28:21: ${SECRET}.by: is not a workload of this account, got "apy"; did you mean "api"?`],
  },
  {
    fact: "refuses a workload that is no function",
    make: rotated("{ by: nightly, every: 30d }"),
    problems: [
      `${AT}:28:21: ${SECRET}.by: runs on ec2, and Secrets Manager has secrets rotated by functions, got "nightly"; name a workload with runsOn: lambda`,
    ],
  },
  {
    fact: "refuses a function that may not write the secret",
    make: rotated("{ by: api, every: 30d }"),
    problems: [`${AT}:28:21: ${SECRET}.by: may not read and write the secret, got "api"; add api: { can: [read, write] } to usedBy`],
  },
  {
    fact: "refuses a function that may not use the secret at all",
    make: rotated("{ by: projector, every: 30d }"),
    problems: [
      `${AT}:28:21: ${SECRET}.by: may not read and write the secret, got "projector"; add projector: { can: [read, write] } to usedBy`,
    ],
  },
  {
    fact: "refuses to change a secret that exists",
    make: all(
      rotated("{ by: api, every: 30d }"),
      permitted,
      changing(
        ORDERS,
        "    description: What the invoicer signs with\n",
        '    existing: "arn:aws:secretsmanager:eu-west-1:200000000002:secret:signing-AbCdEf"\n    adds: [resource-policy]\n',
      ),
    ),
    problems: [
      `${AT}:29:5: ${SECRET}: would change a secret that exists already; remove it; the rotation that the secret has goes on, and only the deploy role changes its function`,
    ],
  },
  ...["0d", "1001d", "30", "4h"].map((every) => ({
    fact: `refuses an interval of ${every}`,
    make: all(rotated(`{ by: api, every: "${every}" }`), permitted),
    problems: [`${AT}:28:33: ${SECRET}.every: must be a number of days, 1d to 1000d, got "${every}"; write it like 30d`],
  })),
  {
    fact: "refuses a name that Lambda does not take",
    make: all(rotated("{ by: api, function: rotate.it, every: 30d }"), permitted),
    problems: [
      `${AT}:28:36: ${SECRET}.function: must be the name of a Lambda function: letters, digits, _ and -, got "rotate.it"; write it like rotate-token`,
    ],
  },
]);
