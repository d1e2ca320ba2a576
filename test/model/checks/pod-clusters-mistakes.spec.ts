import { all, changing, refuses } from "../../support/mistakes.ts";
import { accountOf } from "../../support/sample.ts";

const FILE = accountOf("platform-prod");
const INVOICER = "invoicer: { runsOn: eks, cluster: main, namespace: billing";
const running = (where: string) => changing(FILE, INVOICER, `invoicer: { runsOn: eks, ${where}namespace: billing`);
const declaring = (clusters: string) => changing(FILE, "clusters:\n", `clusters:\n  ${clusters}\n`);
const SECOND = "second: { existing: platform-2, network: main }";
const ELSEWHERE = all(
  changing(FILE, "networks:\n", "networks:\n  other: { region: eu-west-1, cidr: 10.99.0.0/16 }\n"),
  declaring("second: { existing: platform-2, network: other }"),
);

refuses("the clusters of a workload", [
  {
    fact: "G15: takes pods that run in two clusters of one network",
    make: all(declaring(SECOND), running("clusters: [main, second], ")),
    problems: [],
  },
  { fact: "takes a list of one cluster", make: running("clusters: [main], "), problems: [] },
  {
    fact: "takes the same service account of another workload in another cluster",
    make: all(
      declaring(SECOND),
      changing(FILE, INVOICER, `twin: { runsOn: eks, cluster: second, namespace: billing, serviceAccount: invoicer }\n  ${INVOICER}`),
    ),
    problems: [],
  },
  {
    fact: "refuses pods without a cluster",
    make: running(""),
    problems: [
      "accounts/platform-prod/account.yaml:12:3: workloads.invoicer: says no cluster to run in; add cluster: <one of this account's>, or clusters: [<several>] for the same pods in each",
    ],
  },
  {
    fact: "refuses a cluster beside clusters",
    make: all(declaring(SECOND), running("cluster: main, clusters: [main, second], ")),
    problems: [
      'accounts/platform-prod/account.yaml:13:53: workloads.invoicer.clusters: is said beside a cluster, got ["main","second"]; keep one of the two, and name every cluster in clusters',
    ],
  },
  {
    fact: "suggests the cluster that a misspelt one of several means",
    make: all(declaring(SECOND), running("clusters: [main, secnod], ")),
    problems: [
      'accounts/platform-prod/account.yaml:13:45: workloads.invoicer.clusters[1]: is not a cluster of this account, got "secnod"; did you mean "second"?',
    ],
  },
  {
    fact: "refuses a cluster that is named twice",
    make: running("clusters: [main, main], "),
    problems: [
      'accounts/platform-prod/account.yaml:12:38: workloads.invoicer.clusters: names something twice, got ["main","main"]; remove the repeats',
    ],
  },
  {
    fact: "refuses clusters in different networks",
    make: all(ELSEWHERE, running("clusters: [main, second], ")),
    problems: [
      'accounts/platform-prod/account.yaml:14:45: workloads.invoicer.clusters[1]: is in the network platform-prod/other, and main is in platform-prod/main; what the workload uses is bound to one network, got "second"; declare a workload for each network, and grant to both',
    ],
  },
  {
    fact: "takes a workload for each of two networks in place of one for both",
    make: all(
      ELSEWHERE,
      changing(FILE, INVOICER, `twin: { runsOn: eks, cluster: second, namespace: billing, serviceAccount: invoicer }\n  ${INVOICER}`),
    ),
    problems: [],
  },
  {
    fact: "refuses a service account that another workload has in one of the clusters",
    make: all(
      declaring(SECOND),
      changing(
        FILE,
        INVOICER,
        `twin: { runsOn: eks, clusters: [main, second], namespace: billing, serviceAccount: invoicer }\n  ${INVOICER}`,
      ),
    ),
    problems: [
      'accounts/platform-prod/account.yaml:14:3: workloads.invoicer: runs as the same service account as "twin", got "main/billing/invoicer"; give each its own, or declare one workload',
    ],
  },
]);
