import { ControlPlane } from "../../control-plane/control-plane.ts";
import { partitionOf } from "../../iam/arn.ts";
import { load } from "../../model/checks/load.ts";
import { plan } from "../../model/plan/plan-declaration.ts";
import { problemLine } from "../../model/problem.ts";
import type { Files } from "../../model/reading/draft.ts";
import { type PlanRehearsal, rehearsePlan } from "../../rehearsal/rehearse-plan.ts";

/** Where the fixture lies: what a region decides, in one partition. */
export interface Regions {
  readonly home: string;
  readonly other: string;
}

const OWNER = "400000000001";
const CONSUMER = "400000000002";

/** An organization that shares in every way that needs neither pods nor external parties. */
export const sharingFiles = ({ home, other }: Regions): Files =>
  new Map([
    [
      "organization.yaml",
      `
organization: { name: sharing, id: o-sharing12345, managementAccount: "100000000001" }
homeRegion: ${home}
deployment: { role: PalisadeDeploy, takenBy: ["arn:${partitionOf(home)}:iam::100000000001:role/PalisadeRunner"] }
administrators: [AWSReservedSSO_AdministratorAccess]
breakGlass: { role: BreakGlass, trusted: [AWSReservedSSO_OnCall] }
organizationalUnits: { workloads: { perimeter: enforced, existing: ou-shar-11112222 } }
`,
    ],
    [
      "accounts/owner/account.yaml",
      `
account: owner
id: "${OWNER}"
organizationalUnit: workloads
networks: { main: { region: ${home}, cidr: 10.1.0.0/16, zones: 1 } }
workloads:
  api: { runsOn: lambda, network: main }
  vendor: { runsOn: lambda, network: main }
`,
    ],
    [
      "accounts/owner/data.yaml",
      `
tables:
  keystore:
    key: { partition: { id: string } }
    encryption: { key: wrapping }
    classification: sensitive
    usedBy: { api: { can: [read, write] } }
    sharedWith:
      consumer/reporter: { can: [read], how: role, purpose: migration, because: moves over, until: 2027-03-31 }
  public:
    key: { partition: { id: string } }
    encryption: aws-owned
    usedBy: { api: { can: [read] } }
  managed:
    key: { partition: { id: string } }
    encryption: aws-managed
  tickets:
    key: { partition: { PK: string } }
    tenants: { broker: vendor, tag: TenantId, prefix: "Tenant#", can: [read] }
  sessions:
    key: { partition: { id: string } }
    stream: new-and-old-images
    sharedWith:
      consumer: { purpose: global-table, because: a login holds on both continents }
keys:
  wrapping:
    usedBy: { api: { can: [encrypt] } }
    sharedWith:
      consumer/reporter: { can: [decrypt], how: role, purpose: shared-service, because: decrypts what it forwards }
secrets:
  token:
    usedBy: { api: { can: [read, write] } }
    sharedWith:
      consumer/reporter: { can: [read], how: resource-policy, purpose: shared-service, because: signs in its name }
`,
    ],
    [
      "accounts/consumer/account.yaml",
      `
account: consumer
id: "${CONSUMER}"
organizationalUnit: workloads
networks: { main: { region: ${home}, cidr: 10.2.0.0/16, zones: 1 } }
workloads:
  reporter: { runsOn: ec2, network: main }
`,
    ],
    ["accounts/consumer/data.yaml", `tables: { sessions: { replicaOf: owner/sessions, region: ${other} } }\n`],
  ]);

/** Rehearses files; the texts of some of them may be changed first. */
export async function rehearseSharing(files: Files, controlPlane?: ControlPlane): Promise<PlanRehearsal> {
  const { declaration, problems } = load(files, { now: new Date("2026-11-22T00:00:00Z") });
  if (declaration === undefined) throw new Error(problems.map(problemLine).join("\n"));
  return rehearsePlan(plan(declaration), { controlPlane: controlPlane ?? (await ControlPlane.open()) });
}
