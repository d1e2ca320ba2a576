import { daysLeft, isOver, WARNING_DAYS } from "../calendar.ts";
import { namesAt } from "../reading/part.ts";
import { chooseFrom } from "../reading/suggest.ts";
import { deployRoleOf } from "../settings.ts";
import type { Check } from "./check.ts";

/** Vendors: who they are, the roles that they take, and until when. */
export function checkVendors({ draft, now, report }: Check): void {
  const part = draft.organization;
  const file = part?.value;
  if (part === undefined || file === undefined) return;
  const ids = new Map(draft.accounts.flatMap(({ name, account }) => (account?.value?.id === undefined ? [] : [[account.value.id, name]])));
  const parties = namesAt(part, ["externalParties"]) ?? [];
  const holders = new Map<string, string>();
  const principals: { readonly name: string; readonly account: string; readonly role: string | undefined }[] = Object.entries(
    file.externalParties ?? {},
  ).map(([name, party]) => ({ name, account: party.account, role: party.role }));
  for (const [name, { account, role: own, takes, until, reviewBy }] of Object.entries(file.vendors ?? {})) {
    const path = ["vendors", name];
    const inside = account === file.organization.managementAccount ? "the management account" : ids.get(account);
    if (inside !== undefined)
      report.problem(part, [...path, "account"], {
        what: `is an account of this organization (${inside})`,
        got: account,
        remedy: "name the vendor's own account",
      });
    if (parties.includes(name))
      report.problem(part, path, { what: "is an external party too", got: name, remedy: "give the vendor another name" }, "name");
    const same = principals.find((each) => each.account === account && (each.role === undefined || own === undefined || each.role === own));
    if (same !== undefined)
      report.problem(part, own === undefined ? [...path, "account"] : [...path, "role"], {
        what: `lets in principals of ${JSON.stringify(same.name)}, which is declared for other things`,
        got: own ?? account,
        remedy: "name a role for each that the other does not use",
      });
    principals.push({ name, account, role: own });
    if (until === undefined && reviewBy === undefined)
      report.problem(
        part,
        path,
        { what: "has neither an end nor a day of review", remedy: "add until: <last day>, or reviewBy: <day>, YYYY-MM-DD" },
        "name",
      );
    if (until !== undefined && isOver(until, now))
      report.warning(part, [...path, "until"], {
        what: "ended with this day, and takes no role",
        got: until,
        remedy: "remove it, or extend it",
      });
    else if (until !== undefined && daysLeft(until, now) <= WARNING_DAYS)
      report.warning(part, [...path, "until"], {
        what: `ends in ${daysLeft(until, now).toString()} days`,
        got: until,
        remedy: "extend it in time, or let it end",
      });
    if (reviewBy !== undefined && isOver(reviewBy, now))
      report.warning(part, [...path, "reviewBy"], {
        what: "was to be reviewed by this day, and takes its roles still",
        got: reviewBy,
        remedy: "look at what its roles may do, then write the next day of review",
      });
    for (const [taken, roles] of Object.entries(takes)) {
      const holder = draft.byName.get(taken);
      if (holder === undefined)
        report.problem(
          part,
          [...path, "takes", taken],
          { what: "is not a declared account", got: taken, remedy: chooseFrom(taken, draft.byName.keys(), "declare the account") },
          "name",
        );
      const deployRole = holder?.account?.value === undefined ? file.deployment.role : deployRoleOf(file, holder.account.value);
      roles.forEach((role, index) => {
        const at = [...path, "takes", taken, index];
        const twin = holders.get(`${taken}/${role}`);
        const existing = Object.values(holder?.account?.value?.workloads ?? {}).some((workload) => workload.role?.existing === role);
        if (/^(?:palisade|aws-service-role|aws-reserved)\//i.test(role) || role === deployRole || role === file.deployment.role)
          report.problem(part, at, {
            what: "is a role of Palisade's or of AWS's own",
            got: role,
            remedy: "name the role that was made for the vendor",
          });
        else if (existing)
          report.problem(part, at, {
            what: "is the role of a workload, which uses data",
            got: role,
            remedy: "give the vendor a role of its own",
          });
        else if (twin !== undefined)
          report.problem(part, at, {
            what: `is the role of ${JSON.stringify(twin)} already`,
            got: role,
            remedy: "give each vendor a role of its own",
          });
        holders.set(`${taken}/${role}`, name);
      });
    }
  }
}
