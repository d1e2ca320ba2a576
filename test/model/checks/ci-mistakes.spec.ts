import { all, changing, refuses } from "../../support/mistakes.ts";
import { accountOf, dataOf } from "../../support/sample.ts";

const FILE = accountOf("orders-prod");
const OPEN = accountOf("web-dev");
const declaring = (job: string, file = FILE, more = "") =>
  changing(file, "workloads:\n", `workloads:\n  job: { runsOn: ci, ${job} }\n${more}`);
const TOKEN = "issuer: github-actions, subject: repo:acme/shop:environment:prod";
const GOOD = `${TOKEN}, addresses: [198.51.100.0/24]`;
const using = (rights: string) =>
  changing(dataOf("orders-prod"), "      projector: { can: [stream] }\n", `      projector: { can: [stream] }\n      job: ${rights}\n`);

refuses("CI jobs", [
  { fact: "takes a job with addresses", make: declaring(GOOD), problems: [] },
  { fact: "takes a job on a sensitive table of its account", make: all(declaring(GOOD), using("{ can: [read] }")), problems: [] },
  { fact: "takes a job without addresses where nothing is enforced", make: declaring(TOKEN, OPEN), problems: [] },
  {
    fact: "G14: refuses a job without addresses in an enforced account",
    make: declaring(TOKEN),
    problems: [
      "accounts/orders-prod/account.yaml:8:3: workloads.job.addresses: are missing, and an enforced perimeter lets nobody in from everywhere; add addresses: [<public IP range of the runners>], or run the job in a network, like CodeBuild by runsOn: service",
    ],
  },
  {
    fact: "refuses data of an enforced account to a job without addresses",
    make: all(
      declaring(TOKEN, OPEN),
      changing(
        dataOf("orders-prod"),
        "    sharedWith:\n      analytics-prod/nightly-etl",
        "    sharedWith:\n      web-dev/job: { can: [read], purpose: etl, because: it checks }\n      analytics-prod/nightly-etl",
      ),
    ),
    problems: [
      "accounts/orders-prod/data.yaml:13:7: tables.orders.sharedWith.web-dev/job: lets in web-dev/job, which may call from anywhere, and orders-prod is enforced; say where it calls from, or let a workload in a network use it",
      "accounts/orders-prod/data.yaml:13:7: tables.orders.sharedWith.web-dev/job: shares a sensitive table with web-dev, whose perimeter is open; enforce the perimeter of web-dev, or share with another account",
    ],
  },
  {
    fact: "refuses an issuer that nobody trusts",
    make: declaring("issuer: github-action, subject: x, addresses: [198.51.100.0/24]"),
    problems: [
      'accounts/orders-prod/account.yaml:8:30: workloads.job.issuer: is not a trusted issuer, got "github-action"; did you mean "github-actions"?',
    ],
  },
  {
    fact: "refuses a subject that is a pattern",
    make: declaring("issuer: github-actions, subject: 'repo:acme/shop:*', addresses: [198.51.100.0/24]"),
    problems: [
      'accounts/orders-prod/account.yaml:8:55: workloads.job.subject: must be the exact subject of the token, without wildcards, got "repo:acme/shop:*"; write it like repo:acme/shop:environment:prod',
    ],
  },
  {
    fact: "refuses a subject of GitHub's without a repository",
    make: declaring("issuer: github-actions, subject: environment:prod, addresses: [198.51.100.0/24]"),
    problems: [
      'accounts/orders-prod/account.yaml:8:55: workloads.job.subject: names no repository, so that tokens of other organizations could fit, got "environment:prod"; write it as GitHub does, like repo:<organization>/<repository>:environment:<name>',
    ],
  },
  {
    fact: "refuses a subject of GitHub's without a repository, however its address is written",
    make: all(
      changing("organization.yaml", "issuer: token.actions", "issuer: Token.Actions"),
      declaring("issuer: github-actions, subject: environment:prod, addresses: [198.51.100.0/24]"),
    ),
    problems: [
      'accounts/orders-prod/account.yaml:8:55: workloads.job.subject: names no repository, so that tokens of other organizations could fit, got "environment:prod"; write it as GitHub does, like repo:<organization>/<repository>:environment:<name>',
    ],
  },
  {
    fact: "refuses addresses that AWS never sees",
    make: declaring(`${TOKEN}, addresses: [10.0.0.0/8]`),
    problems: [
      'accounts/orders-prod/account.yaml:8:100: workloads.job.addresses[0]: is a private range, which AWS never sees as the source of a call, got "10.0.0.0/8"; name the public addresses that the calls come from',
    ],
  },
  {
    fact: "refuses two jobs with one subject",
    make: declaring(GOOD, FILE, `  twin: { runsOn: ci, ${GOOD} }\n`),
    problems: [
      'accounts/orders-prod/account.yaml:9:56: workloads.twin.subject: is the subject of "job" already, got "repo:acme/shop:environment:prod"; give each job a subject of its own, or declare one workload',
    ],
  },
  {
    fact: "refuses two providers of one issuer",
    make: declaring(
      GOOD,
      FILE,
      `  twin: { runsOn: ci, issuer: github-actions, subject: repo:acme/other:environment:prod, oidcProvider: existing, addresses: [198.51.100.0/24] }\n`,
    ),
    problems: [
      'accounts/orders-prod/account.yaml:9:90: workloads.twin.oidcProvider: differs from that of "job", and an account has one provider for an issuer, got "existing"; write oidcProvider: create',
    ],
  },
  {
    fact: "refuses a resource policy for a job",
    make: all(
      declaring(GOOD, accountOf("analytics-prod")),
      changing(
        dataOf("orders-prod"),
        "    sharedWith:\n      analytics-prod/nightly-etl",
        "    sharedWith:\n      analytics-prod/job: { can: [read], how: resource-policy, purpose: etl, because: it checks }\n      analytics-prod/nightly-etl",
      ),
    ),
    problems: [
      'accounts/orders-prod/data.yaml:13:47: tables.orders.sharedWith.analytics-prod/job.how: cannot bind a CI job, which runs in no network of its account, got "resource-policy"; write how: role, or leave it out',
    ],
  },
]);
