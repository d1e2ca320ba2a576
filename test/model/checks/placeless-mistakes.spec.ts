import { all, changing, refuses } from "../../support/mistakes.ts";
import { accountOf, dataOf } from "../../support/sample.ts";

const OPEN = accountOf("web-dev");
const declaring = (workload: string, file = OPEN) => changing(file, "workloads:\n", `workloads:\n  job: ${workload}\n`);
const using = changing(dataOf("web-dev"), "    usedBy:\n", "    usedBy:\n      job: { can: [read] }\n");

refuses("functions outside of all networks", [
  { fact: "takes one where nothing is enforced", make: all(declaring("{ runsOn: lambda }"), using), problems: [] },
  {
    fact: "refuses one in an enforced account",
    make: declaring("{ runsOn: lambda }", accountOf("orders-prod")),
    problems: [
      "accounts/orders-prod/account.yaml:8:3: workloads.job.network: is missing; add network: <one of this account's>; only a function that polls streams may do without, or one in an account whose perimeter is not enforced",
    ],
  },
  {
    fact: "refuses data of an enforced account to one",
    make: all(
      declaring("{ runsOn: lambda }"),
      changing(
        dataOf("orders-prod"),
        "    sharedWith:\n      analytics-prod/nightly-etl",
        "    sharedWith:\n      web-dev/job: { can: [read], purpose: etl, because: it tries }\n      analytics-prod/nightly-etl",
      ),
    ),
    problems: [
      "accounts/orders-prod/data.yaml:13:7: tables.orders.sharedWith.web-dev/job: lets in web-dev/job, which may call from anywhere, and orders-prod is enforced; say where it calls from, or let a workload in a network use it",
      "accounts/orders-prod/data.yaml:13:7: tables.orders.sharedWith.web-dev/job: shares a sensitive table with web-dev, whose perimeter is open; enforce the perimeter of web-dev, or share with another account",
    ],
  },
  {
    fact: "refuses a sensitive table to one, in its own account too",
    make: all(
      declaring("{ runsOn: lambda }"),
      using,
      changing(dataOf("web-dev"), "    usedBy:\n", "    classification: sensitive\n    usedBy:\n"),
    ),
    problems: [
      "accounts/web-dev/data.yaml:7:7: tables.drafts.usedBy.job: lets in web-dev/job, which may call from anywhere, and the table is sensitive; say where it calls from, or let a workload in a network use it",
    ],
    warnings: [
      "accounts/web-dev/data.yaml:3:3: tables.drafts: is sensitive in an account whose perimeter is open; move it to an account with an enforced perimeter",
    ],
  },
]);
