import type { AccountLayer } from "../wiring/layer.ts";
import { mergedNeeds } from "../wiring/read-grants.ts";
import { refuseConversions } from "./conversions.ts";
import { dataNeeds } from "./data-needs.ts";
import { dataOutputs, resourcesByName } from "./deployed-data.ts";
import { externalCards } from "./external-cards.ts";
import { grantedData } from "./granted-data.ts";
import { makeKeys } from "./keys.ts";
import { makeRoles, permitRoles, roleOutputs } from "./roles.ts";
import { rotateSecrets } from "./rotations.ts";
import { makeSecrets } from "./secrets.ts";
import { makeTables } from "./tables.ts";

/**
 * The data of an account, with the roles and documents that share it. Roles come first, since the policies of keys, tables and secrets name
 * them; keys come before what they encrypt; the permissions of the roles come last, since they name keys, tables and secrets.
 */
export const dataLayer: AccountLayer = {
  needs: (plan, account) => mergedNeeds(dataNeeds(plan, account)),
  build: async (context) => {
    refuseConversions(context);
    const roles = makeRoles(context);
    const granted = await grantedData(context, roles);
    const keys = makeKeys(context, granted);
    const tables = makeTables(context, granted.tables, keys);
    const secrets = makeSecrets(context, granted.secrets, keys);
    const resources = resourcesByName({ keys, tables, secrets });
    permitRoles(context, roles, { resources, waiting: granted.waiting });
    // Last, since AWS refuses a rotation whose function it may not invoke, and that should hold up nothing else.
    await rotateSecrets(context, secrets);
    return {
      ...dataOutputs({ keys, tables, secrets }),
      ...roleOutputs(roles),
      ...externalCards(context, roles.access, { resources, waiting: granted.waiting }),
    };
  },
};
