import {
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from "@aws-sdk/client-iam";
import { STSClient } from "@aws-sdk/client-sts";
import { CHECK_SESSION, roleCredentials } from "./role-credentials.ts";

/** A role as AWS has it, documents decoded. */
export interface RoleAtAws {
  /** IAM path with its slashes; undefined where AWS did not say it. */
  readonly path: string | undefined;
  readonly trust: unknown;
  readonly inline: ReadonlyMap<string, unknown>;
  readonly attached: readonly string[];
}

/** AWS's answers about roles. */
export interface Roles {
  /** A role of an account, read by a role of that account, or by the shell's own credentials. Rejects with AWS's reason. */
  readonly read: (name: string, asRole: string | undefined) => Promise<RoleAtAws>;
}

/** AWS's own answers, by the credentials that the shell has. */
export function awsRoles(region: string): Roles {
  const sts = new STSClient({ region });
  const clients = new Map<string | undefined, Promise<IAMClient>>();
  const clientOf = (asRole: string | undefined) => {
    const known =
      clients.get(asRole) ?? (asRole === undefined ? Promise.resolve(new IAMClient({ region })) : clientAs(sts, asRole, region));
    clients.set(asRole, known);
    return known;
  };
  return {
    read: async (name, asRole) => {
      const client = await clientOf(asRole);
      const { Role: role } = await client.send(new GetRoleCommand({ RoleName: name }));
      const inline = new Map<string, unknown>();
      for await (const { PolicyNames: names = [] } of paginateListRolePolicies({ client }, { RoleName: name }))
        for (const policy of names) {
          const { PolicyDocument: text } = await client.send(new GetRolePolicyCommand({ RoleName: name, PolicyName: policy }));
          inline.set(policy, decoded(text));
        }
      const attached: string[] = [];
      for await (const { AttachedPolicies: policies = [] } of paginateListAttachedRolePolicies({ client }, { RoleName: name }))
        attached.push(...policies.flatMap(({ PolicyArn: arn }) => arn ?? []));
      return { path: role?.Path, trust: decoded(role?.AssumeRolePolicyDocument), inline, attached };
    },
  };
}

const clientAs = async (sts: STSClient, roleArn: string, region: string): Promise<IAMClient> =>
  new IAMClient({ region, credentials: await roleCredentials(sts, roleArn, CHECK_SESSION) });

/** IAM answers documents as percent-encoded JSON. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html */
const decoded = (text: string | undefined): unknown => (text === undefined ? undefined : (JSON.parse(decodeURIComponent(text)) as unknown));
