import { all, changing, refuses } from "../../support/mistakes.ts";
import { accountOf, dataOf } from "../../support/sample.ts";

const FILE = accountOf("orders-prod");
const declaring = (workload: string) => changing(FILE, "workloads:\n", `workloads:\n  job: { runsOn: service, ${workload} }\n`);
const MACHINE = "service: states.amazonaws.com, because: it closes the month";

refuses("workloads of other services", [
  { fact: "takes what runs in a network", make: declaring("service: glue.amazonaws.com, network: main"), problems: [] },
  { fact: "takes what runs in none, with the reason", make: declaring(MACHINE), problems: [] },
  {
    fact: "takes a service that nobody looked up with a network",
    make: declaring("service: datasync.amazonaws.com, network: main"),
    problems: [],
  },
  {
    fact: "refuses a service that nobody looked up without one",
    make: declaring("service: datasync.amazonaws.com, because: it copies"),
    problems: [
      `accounts/orders-prod/account.yaml:8:3: workloads.job.network: is missing, and datasync.amazonaws.com is not known to run without one; add network: <one of this account's>; only these run without: apigateway, appsync, iot, pipes, scheduler, states`,
    ],
  },
  {
    fact: "refuses what runs in a network without one",
    make: declaring("service: glue.amazonaws.com"),
    problems: [
      `accounts/orders-prod/account.yaml:8:3: workloads.job.network: is missing, and glue.amazonaws.com runs in one; add network: <one of this account's>; only these run without: apigateway, appsync, iot, pipes, scheduler, states`,
    ],
  },
  {
    fact: "refuses a network that the service does not run in",
    make: declaring(`${MACHINE}, network: main`),
    problems: [
      `accounts/orders-prod/account.yaml:8:97: workloads.job.network: is a network that states.amazonaws.com does not run in, got "main"; remove it, and add because: <why its role may use data from AWS's own network>`,
    ],
  },
  {
    fact: "refuses what runs in no network without a reason",
    make: declaring("service: states.amazonaws.com"),
    problems: [
      "accounts/orders-prod/account.yaml:8:3: workloads.job.because: is missing, and states.amazonaws.com runs in no network, so that its role is exempt from the perimeter's network; add because: <why its role may use data from AWS's own network>",
    ],
  },
  {
    fact: "refuses a reason that nothing asks for",
    make: declaring("service: glue.amazonaws.com, network: main, because: nightly"),
    problems: [
      'accounts/orders-prod/account.yaml:8:71: workloads.job.because: is the reason for a role that is bound to no network, and this one is bound to its network, got "nightly"; remove it',
    ],
  },
  {
    fact: "refuses a misspelt service",
    make: declaring("service: stats.amazonaws.com, because: it closes the month"),
    problems: [
      'accounts/orders-prod/account.yaml:8:36: workloads.job.service: is no AWS service, and IAM takes no role policy that names it, got "stats.amazonaws.com"; did you mean "states.amazonaws.com"?',
    ],
  },
  {
    fact: "refuses what is no service",
    make: declaring("service: zzzzzzzzzzzz.amazonaws.com, network: main"),
    problems: [
      `accounts/orders-prod/account.yaml:8:36: workloads.job.service: is no AWS service, and IAM takes no role policy that names it, got "zzzzzzzzzzzz.amazonaws.com"; see the service's page about its roles`,
    ],
  },
  {
    fact: "refuses a service with a word of its own",
    make: declaring("service: batch.amazonaws.com, network: main"),
    problems: [
      'accounts/orders-prod/account.yaml:8:36: workloads.job.service: does not go with runsOn: service: a job of Batch takes its role as a task of ECS, got "batch.amazonaws.com"; write runsOn: ecs, without service',
    ],
  },
  {
    fact: "refuses a cluster of EMR",
    make: declaring("service: elasticmapreduce.amazonaws.com, network: main"),
    problems: [
      'accounts/orders-prod/account.yaml:8:36: workloads.job.service: does not go with runsOn: service: a cluster of EMR uses data with the role of its instances, got "elasticmapreduce.amazonaws.com"; write runsOn: ec2, without service',
    ],
  },
  {
    fact: "refuses a role of a team's that would be exempt",
    make: declaring(`${MACHINE}, role: { existing: team/job }`),
    problems: [
      `accounts/orders-prod/account.yaml:8:88: workloads.job.role: exists, and a role that is bound to no network has to be the service's alone, got "team/job"; remove it, and let Palisade make the role`,
    ],
  },
  {
    fact: "refuses a network of no name",
    make: declaring("service: glue.amazonaws.com, network: mian"),
    problems: [
      'accounts/orders-prod/account.yaml:8:65: workloads.job.network: is not a network of this account, got "mian"; did you mean "main"?',
    ],
  },
  {
    fact: "refuses a sensitive table for what runs in no network",
    make: all(
      declaring(MACHINE),
      changing(
        dataOf("orders-prod"),
        "      projector: { can: [stream] }\n",
        "      projector: { can: [stream] }\n      job: { can: [read] }\n",
      ),
    ),
    problems: [
      "accounts/orders-prod/data.yaml:12:7: tables.orders.usedBy.job: gives a sensitive table to orders-prod/job, which states.amazonaws.com runs in no network; let a workload in a network read it, or write classification: ordinary",
    ],
  },
  ...["ec2.amazonaws.com.cn", "lambda.eu-west-1.amazonaws.com"].map((service) => ({
    fact: `refuses ${service} as it does that service elsewhere`,
    make: declaring(`service: ${service}, network: main`),
    problems: [
      `accounts/orders-prod/account.yaml:8:36: workloads.job.service: does not go with runsOn: service: ${service.startsWith("ec2") ? "instances" : "functions"} have a word of their own, got "${service}"; write runsOn: ${service.split(".")[0] ?? ""}, without service`,
    ],
  })),
]);
