import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Identities } from "./check-access.ts";
import { CHECK_SESSION, roleCredentials } from "./role-credentials.ts";

/** AWS's own answers, by the credentials that the shell has. */
export function awsIdentities(region: string): Identities {
  const client = new STSClient({ region });
  return {
    caller: async () => {
      const { Account: account = "", Arn: arn = "" } = await client.send(new GetCallerIdentityCommand());
      return { account, arn };
    },
    assume: async (roleArn) => {
      await roleCredentials(client, roleArn, CHECK_SESSION);
    },
  };
}
