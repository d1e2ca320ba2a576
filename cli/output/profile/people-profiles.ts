import { pathAndName, roleArn } from "../../../iam/arn.ts";
import { BREAK_GLASS_PATH } from "../../../model/names.ts";
import type { ResolvedAccount, ResolvedPlan } from "../../../model/plan/resolve.ts";
import type { Profile } from "./profile.ts";

/** Where people sign in; it is no part of a declaration. */
export interface SignIn {
  /** The access portal of IAM Identity Center. */
  readonly startUrl: string;
  /** The region of Identity Center. */
  readonly region: string;
}

/** A person's way into one account. */
export interface PersonChoice {
  /** `<permission set>@<account>`, or `break-glass@<account>`. */
  readonly name: string;
  readonly profiles: (signIn: SignIn) => readonly Profile[];
}

/** Whoever takes a role from a session has it for an hour at most. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
const CHAINED_SECONDS = 3600;

/** The ways of people into every account: administrators, those on call, and break-glass. */
export function peopleOf(plan: ResolvedPlan): PersonChoice[] {
  const { administrators, breakGlass } = plan.organization;
  const people = [...new Set([...administrators, ...breakGlass.trusted])];
  return plan.accounts.flatMap((account) => [
    ...people.map((person) => ({
      name: profileName(person, account),
      profiles: (signIn: SignIn) => personProfiles(person, account, plan, signIn),
    })),
    { name: `break-glass@${account.name}`, profiles: (signIn: SignIn) => breakGlassProfiles(account, plan, signIn) },
  ]);
}

/** Identity Center makes a role of each permission set. https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html */
const permissionSetOf = (person: string): string | undefined => /^AWSReservedSSO_(.+?)(?:_(?:\*|[0-9a-f]{16}))?$/.exec(person)?.[1];

const profileName = (person: string, { name }: ResolvedAccount): string => `${permissionSetOf(person) ?? person}@${name}`;

/**
 * A session by IAM Identity Center, which `aws sso login` opens; a role that is no permission set is taken from the default profile.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso.html
 */
function personProfiles(person: string, account: ResolvedAccount, { organization }: ResolvedPlan, signIn: SignIn): Profile[] {
  const permissionSet = permissionSetOf(person);
  const name = profileName(person, account);
  const region = organization.homeRegion;
  const id = account.id ?? "";
  if (permissionSet === undefined) {
    const arn = roleArn({ partition: organization.partition, accountId: id, ...pathAndName(person) });
    const comments = ["The default profile is one of who may take this role."];
    return [{ kind: "profile", name, comments, settings: { role_arn: arn, source_profile: "default", region } }];
  }
  const session = organization.name;
  return [
    {
      kind: "sso-session",
      name: session,
      comments: [`Sign in with: aws sso login --sso-session ${session}`],
      settings: { sso_start_url: signIn.startUrl, sso_region: signIn.region, sso_registration_scopes: "sso:account:access" },
    },
    {
      kind: "profile",
      name,
      comments: [],
      settings: { sso_session: session, sso_account_id: id, sso_role_name: permissionSet, region },
    },
  ];
}

/** Break-glass is taken from the session of who is on call, and raises an alarm. */
function breakGlassProfiles(account: ResolvedAccount, plan: ResolvedPlan, signIn: SignIn): Profile[] {
  const { breakGlass, partition, homeRegion } = plan.organization;
  const arn = roleArn({ partition, accountId: account.id ?? "", path: BREAK_GLASS_PATH, name: breakGlass.role });
  return breakGlass.trusted.flatMap((person) => [
    ...personProfiles(person, account, plan, signIn),
    {
      kind: "profile" as const,
      name: `break-glass@${account.name}${breakGlass.trusted.length === 1 ? "" : `-by-${permissionSetOf(person) ?? person}`}`,
      comments: breakGlass.alarmTopic === undefined ? [] : ["Its use raises an alarm."],
      settings: {
        role_arn: arn,
        source_profile: profileName(person, account),
        duration_seconds: CHAINED_SECONDS.toString(),
        region: homeRegion,
      },
    },
  ]);
}
