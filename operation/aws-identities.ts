import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Identities } from "./check-access.ts";

/** The shortest session that STS gives. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const SHORTEST_SESSION_SECONDS = 900;

/** AWS's own answers, by the credentials that the shell has. */
export function awsIdentities(region: string): Identities {
  const client = new STSClient({ region });
  return {
    caller: async () => {
      const { Account: account = "", Arn: arn = "" } = await client.send(new GetCallerIdentityCommand());
      return { account, arn };
    },
    assume: async (roleArn) => {
      const session = { RoleSessionName: "palisade-check", DurationSeconds: SHORTEST_SESSION_SECONDS };
      await client.send(new AssumeRoleCommand({ RoleArn: roleArn, ...session }));
    },
  };
}
