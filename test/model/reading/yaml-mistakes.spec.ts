import { all, changing, refuses, writing } from "../../support/mistakes.ts";
import { accountOf, dataOf, organization } from "../../support/sample.ts";

refuses("reading YAML", [
  {
    fact: "refuses a tab as indentation",
    make: changing(accountOf("orders-prod"), "  main:", "\tmain:"),
    problems: ["accounts/orders-prod/account.yaml:6:1: is indented with a tab; use spaces"],
  },
  {
    fact: "refuses a name that stands twice",
    make: changing(accountOf("orders-prod"), "  projector:", "  api:"),
    problems: [
      "accounts/orders-prod/account.yaml:9:3: workloads.api: stands twice in the same mapping; merge the two entries or rename one",
    ],
  },
  {
    fact: "refuses an alias, its anchor too",
    make: all(
      changing(accountOf("orders-prod"), "cidr: 10.20.0.0/16", "cidr: &range 10.20.0.0/16"),
      changing(accountOf("orders-prod"), "zones: 3", "zones: *range"),
    ),
    problems: [
      'accounts/orders-prod/account.yaml:6:43: networks.main.cidr: has an anchor, got "&range"; remove it; values are written out',
      'accounts/orders-prod/account.yaml:6:64: networks.main.zones: is an alias, got "*range"; write the value out, or move it to `defaults`',
    ],
  },
  {
    fact: "refuses a merge key",
    make: changing(
      organization,
      "workloads/dev: { perimeter: open, because: developers need the console }",
      "workloads/dev: { <<: { perimeter: open }, because: developers need the console }",
    ),
    problems: ['organization.yaml:20:20: organizationalUnits.workloads/dev: is merged from elsewhere, got "<<"; write the fields out'],
  },
  {
    fact: "refuses a tag",
    make: changing(accountOf("orders-prod"), "zones: 3", "zones: !!int 3"),
    problems: ['accounts/orders-prod/account.yaml:6:63: networks.main.zones: has a YAML tag, got "!!int"; remove it'],
  },
  {
    fact: "refuses a tag of one's own",
    make: changing(accountOf("orders-prod"), "zones: 3", "zones: !zones 3"),
    problems: ['accounts/orders-prod/account.yaml:6:64: networks.main.zones: has a YAML tag, got "!zones"; remove it'],
  },
  {
    fact: "refuses several documents in one file",
    make: changing(accountOf("orders-prod"), "networks:", "---\nnetworks:"),
    problems: ["accounts/orders-prod/account.yaml:5:1: begins a second YAML document; remove the line; a file holds one document"],
  },
  {
    fact: "says of a line that is indented too far that it is, and not that it has a colon",
    make: changing(dataOf("orders-prod"), "    classification: sensitive\n", "      classification: sensitive\n"),
    problems: [
      "accounts/orders-prod/data.yaml:8:7: is indented so far that it reads as more of the text above it; align it with the entries beside it",
    ],
  },
  {
    fact: "says so too where an empty line stands between",
    make: changing(organization, "  id: o-acmeexample\n", "\n    id: o-acmeexample\n"),
    problems: ["organization.yaml:6:5: is indented so far that it reads as more of the text above it; align it with the entries beside it"],
  },
  {
    fact: "quotes a reason that holds a colon, between brackets",
    make: changing(dataOf("orders-prod"), "because: month-end close", "because: month-end: close"),
    problems: [
      'accounts/orders-prod/data.yaml:13:81: holds a colon, and so reads as another entry; put the text in quotes: "month-end: close"',
    ],
  },
  {
    fact: "quotes a reason that begins with a dash, between brackets",
    make: changing(dataOf("orders-prod"), "because: month-end close", "because: - month-end close"),
    problems: [
      'accounts/orders-prod/data.yaml:13:81: begins with a - that YAML keeps for itself; put the text in quotes: "- month-end close"',
    ],
  },
  {
    fact: "refuses a bracket that is never closed",
    make: changing(accountOf("orders-prod"), "zones: 3 }", "zones: 3"),
    problems: [
      "accounts/orders-prod/account.yaml:6:9: opens a { that is not closed; close it, or correct the indentation of the lines that follow",
    ],
  },
  {
    fact: "refuses a bracket too many, and says nothing of what follows from it",
    make: changing(accountOf("orders-prod"), "zones: 3 }", "zones: 3 }}"),
    problems: ["accounts/orders-prod/account.yaml:6:60: has a } that closes nothing; remove it"],
  },
  {
    fact: "refuses two tabs, each on its own line",
    make: all(changing(accountOf("orders-prod"), "  main:", "\tmain:"), changing(accountOf("orders-prod"), "  api:", "\tapi:")),
    problems: [
      "accounts/orders-prod/account.yaml:6:1: is indented with a tab; use spaces",
      "accounts/orders-prod/account.yaml:8:1: is indented with a tab; use spaces",
    ],
  },
  {
    fact: "refuses a quote that is never closed",
    make: changing(accountOf("orders-prod"), '"200000000002"', '"200000000002'),
    problems: [
      "accounts/orders-prod/account.yaml:3:5: opens a quote that is not closed; close it, or correct the indentation of the lines that follow",
    ],
  },
  {
    fact: "refuses a line without a colon",
    make: changing(accountOf("orders-prod"), "organizationalUnit: workloads/prod", "organizationalUnit workloads/prod"),
    problems: [
      "accounts/orders-prod/account.yaml:4:1: has no colon between a name and its value; write name: value, with a space behind the colon",
    ],
  },
  {
    fact: "refuses a missing space behind a colon",
    make: changing(accountOf("orders-prod"), "organizationalUnit: workloads/prod", "organizationalUnit:workloads/prod"),
    problems: [
      "accounts/orders-prod/account.yaml:4:1: has no colon between a name and its value; write name: value, with a space behind the colon",
    ],
  },
  {
    fact: "refuses wrong indentation",
    make: changing(accountOf("orders-prod"), "  projector:", "   projector:"),
    problems: ["accounts/orders-prod/account.yaml:9:1: is indented differently from the entries beside it; align it with them"],
  },
  {
    fact: "refuses an empty account file, naming all that it needs",
    make: writing(accountOf("orders-prod"), ""),
    problems: [
      "accounts/orders-prod/account.yaml:1:1: account: is missing; add it, like account: orders-prod",
      "accounts/orders-prod/account.yaml:1:1: organizationalUnit: is missing; add it, like organizationalUnit: workloads/prod",
    ],
  },
  {
    fact: "refuses an account file of comments alone",
    make: writing(accountOf("security"), "# to be written\n"),
    problems: [
      "accounts/security/account.yaml:1:1: account: is missing; add it, like account: orders-prod",
      "accounts/security/account.yaml:1:1: organizationalUnit: is missing; add it, like organizationalUnit: workloads/prod",
    ],
  },
  { fact: "takes an empty data file for an account without data", make: writing(dataOf("web-dev"), "# nothing yet\n"), problems: [] },
  {
    fact: "refuses a list in place of a file's mapping",
    make: writing(accountOf("security"), "- account: security\n"),
    problems: [
      'accounts/security/account.yaml:1:1: must be an account, got [{"account":"security"}]; write it like { account: orders-prod, id: "200000000002", organizationalUnit: workloads/prod }',
    ],
  },
  {
    fact: "refuses a text in place of a file's mapping",
    make: writing(accountOf("security"), "account security\n"),
    problems: [
      'accounts/security/account.yaml:1:1: must be an account, got "account security"; write it like { account: orders-prod, id: "200000000002", organizationalUnit: workloads/prod }',
    ],
  },
  {
    fact: "refuses an entry without a value",
    make: changing(accountOf("checkout-prod"), "workloads:\n", "letThrough:\nworkloads:\n"),
    problems: [
      "accounts/checkout-prod/account.yaml:8:12: letThrough: is empty; write letThrough: { services: { cloudformation.amazonaws.com: teams add replicas } }, or remove the line",
    ],
  },
  {
    fact: "refuses a required entry without a value",
    make: changing(accountOf("orders-prod"), "organizationalUnit: workloads/prod", "organizationalUnit:"),
    problems: ["accounts/orders-prod/account.yaml:4:20: organizationalUnit: is empty; write organizationalUnit: workloads/prod"],
  },
  {
    fact: "says of an unclosed quote what it swallows once",
    make: changing(dataOf("orders-prod"), "description: What the invoicer signs with", 'description: "What the invoicer signs with'),
    problems: [
      "accounts/orders-prod/data.yaml:27:18: opens a quote that is not closed; close it, or correct the indentation of the lines that follow",
    ],
  },
  {
    fact: "refuses an unquoted text that holds a colon",
    make: changing(dataOf("orders-prod"), "description: What the", "description: What: the"),
    problems: ["accounts/orders-prod/data.yaml:27:18: has a second colon on the line; put text that holds a colon in quotes"],
  },
  {
    fact: "refuses a name without a colon at the end",
    make: changing(dataOf("sessions-us"), "      login: { can: [read, write] }\n", "      login: { can: [read, write] }\nkeys\n"),
    problems: [
      "accounts/sessions-us/data.yaml:8:1: has no colon between a name and its value; write name: value, with a space behind the colon",
    ],
  },
  {
    fact: "refuses a directive, which would change what words mean",
    make: (files) => writing(accountOf("security"), `%YAML 1.1\n---\n${files.get(accountOf("security")) ?? ""}`)(files),
    problems: ['accounts/security/account.yaml:1:1: is a YAML directive, got "%YAML 1.1"; remove it; files are YAML 1.2'],
  },
  {
    fact: "refuses many aliases in as many lines without following them",
    make: writing(dataOf("web-dev"), "tables: &a { x: 1 }\nkeys: { b: *a, c: *a }\n"),
    problems: [
      'accounts/web-dev/data.yaml:1:12: tables: has an anchor, got "&a"; remove it; values are written out',
      'accounts/web-dev/data.yaml:2:12: keys.b: is an alias, got "*a"; write the value out, or move it to `defaults`',
      'accounts/web-dev/data.yaml:2:19: keys.c: is an alias, got "*a"; write the value out, or move it to `defaults`',
    ],
  },
  {
    fact: "refuses a reserved character in front of a text",
    make: changing(dataOf("orders-prod"), "description: What", "description: @What"),
    problems: ["accounts/orders-prod/data.yaml:27:18: begins with a character that YAML keeps for itself; put the text in quotes"],
  },
  {
    fact: "refuses nesting that exhausts the reader",
    make: writing(accountOf("security"), "[".repeat(100_000)),
    problems: ["accounts/security/account.yaml:1:1: is nested too deeply to be read; flatten it"],
  },
  {
    fact: "refuses the name that objects keep for themselves",
    make: changing(dataOf("web-dev"), "  drafts:", "  __proto__:"),
    problems: ['accounts/web-dev/data.yaml:3:3: tables: has a reserved name, got "__proto__"; rename it'],
  },
  {
    fact: "refuses names that are no text",
    make: changing(dataOf("web-dev"), "  drafts:", "  ? [drafts]\n  :"),
    problems: ["accounts/web-dev/data.yaml:3:5: tables: has a name that is not plain text; write names as plain text"],
  },
  {
    fact: "counts lines that end in carriage returns as lines",
    make: (files) =>
      writing(
        accountOf("web-dev"),
        (files.get(accountOf("web-dev")) ?? "").replace("zones: 1", "zones: 9").replaceAll("\n", "\r\n"),
      )(files),
    problems: [
      "accounts/web-dev/account.yaml:6:58: networks.main.zones: must be a number of availability zones, 1 to 3, got 9; write it like 3",
    ],
  },
  {
    fact: "counts columns behind a byte order mark from 1",
    make: (files) =>
      writing(
        accountOf("web-dev"),
        `\uFEFF${(files.get(accountOf("web-dev")) ?? "").replace(/^#.*\n/, "").replace("account:", "acount:")}`,
      )(files),
    problems: ['accounts/web-dev/account.yaml:1:1: acount: is not a field here; did you mean "account"?'],
  },
]);
