import assert from "node:assert/strict";
import { load } from "../../../model/checks/load.ts";
import { problemLine } from "../../../model/problem.ts";
import { LINE } from "../../support/line.ts";
import { NOW } from "../../support/sample.ts";

const FILE = "templates/team/template.yaml";
const ACCOUNT = "templates/team/account.yaml";
const DATA = "templates/team/data.yaml";

const TEXTS: ReadonlyMap<string, string> = new Map([
  [
    FILE,
    `parameters:
  id: the id of the account
  cidr: the range of its network
accounts:
  billing: { id: "400000000001", cidr: 10.101.0.0/16 }
  letters: { id: "400000000002", cidr: 10.102.0.0/16 }
`,
  ],
  [
    ACCOUNT,
    `account: $(account)
id: $(id)
organizationalUnit: workloads
networks:
  main: { region: eu-west-1, cidr: $(cidr), zones: 1 }
workloads:
  api: { runsOn: lambda, network: main }
deployers: [pipeline/deploy]
`,
  ],
  [
    DATA,
    `tables:
  records:
    key: { partition: { id: string } }
    usedBy:
      api: { can: [read, write] }
`,
  ],
]);

interface Mistake {
  readonly fact: string;
  /** Passages of files with what stands in their place. */
  readonly edits: readonly (readonly [file: string, passage: string, replacement: string])[];
  /** Files that are not there, or are another text. */
  readonly files?: Readonly<Record<string, string | undefined>>;
  readonly problems: readonly string[];
}

const MISTAKES: readonly Mistake[] = [
  { fact: "takes a template", edits: [], problems: [] },
  { fact: "takes a template without data", edits: [], files: { [DATA]: undefined }, problems: [] },
  {
    fact: "takes a template without parameters of its own",
    edits: [
      [FILE, "parameters:\n  id: the id of the account\n  cidr: the range of its network\n", ""],
      [FILE, '{ id: "400000000001", cidr: 10.101.0.0/16 }', "{}"],
      [FILE, '  letters: { id: "400000000002", cidr: 10.102.0.0/16 }\n', ""],
      [ACCOUNT, "id: $(id)", "email: $(account)@line.example"],
      [ACCOUNT, "cidr: $(cidr)", "cidr: 10.101.0.0/16"],
    ],
    problems: [],
  },
  {
    fact: "takes a parameter in the name of an entry, and several in one text",
    edits: [
      [DATA, "  records:", "  $(account)-records:"],
      [ACCOUNT, "organizationalUnit:", "description: $(account) in $(cidr)\norganizationalUnit:"],
    ],
    problems: [],
  },
  {
    fact: "refuses an account without a value, at the account",
    edits: [[FILE, '"400000000002", cidr: 10.102.0.0/16', '"400000000002"']],
    problems: ["templates/team/template.yaml:6:3: accounts.letters: has no value for cidr; add cidr: <the range of its network>"],
  },
  {
    fact: "refuses a value of no parameter, and suggests the one that is meant",
    edits: [[FILE, '"400000000002", cidr:', '"400000000002", cdir:']],
    problems: [
      "templates/team/template.yaml:6:3: accounts.letters: has no value for cidr; add cidr: <the range of its network>",
      'templates/team/template.yaml:6:34: accounts.letters.cdir: is no parameter of the template, got "cdir"; did you mean "cidr"?',
    ],
  },
  {
    fact: "refuses a parameter that is used nowhere, at the parameter",
    edits: [[FILE, "accounts:\n", "  team: the name of the team\naccounts:\n"]],
    problems: [
      "templates/team/template.yaml:4:3: parameters.team: is used nowhere in the template; write $(team) where its value belongs, or remove it",
    ],
  },
  {
    fact: "refuses the name of a parameter that the template does not have, at its place, once",
    edits: [[ACCOUNT, "cidr: $(cidr)", "cidr: $(cdir)"]],
    problems: [
      'templates/team/account.yaml:5:36: networks.main.cidr: names no parameter of the template, got "$(cdir)"; did you mean "cidr"?',
      "templates/team/template.yaml:3:3: parameters.cidr: is used nowhere in the template; write $(cidr) where its value belongs, or remove it",
    ],
  },
  {
    fact: "refuses other signs of a parameter",
    edits: [[ACCOUNT, "id: $(id)", 'id: "${id}"']],
    problems: [
      'templates/team/account.yaml:2:5: id: is no place of a parameter, got "${id}"; write $(parameter), in parentheses',
      "templates/team/template.yaml:2:3: parameters.id: is used nowhere in the template; write $(id) where its value belongs, or remove it",
    ],
  },
  {
    fact: "refuses a parameter that has the name of the account's own name",
    edits: [[FILE, "accounts:\n", "  account: the name\naccounts:\n"]],
    problems: ["templates/team/template.yaml:4:3: parameters.account: is the account's own name in every template; remove it"],
  },
  {
    fact: "refuses a value for the account's own name, which would stand for nothing",
    edits: [[FILE, "letters: { id", "letters: { account: mails, id"]],
    problems: [
      `templates/team/template.yaml:6:14: accounts.letters.account: is the account's own name in every template, got "mails"; remove it`,
    ],
  },
  {
    fact: "refuses a value that names a parameter",
    edits: [[FILE, "cidr: 10.102.0.0/16", 'cidr: "$(id)"']],
    problems: [
      'templates/team/template.yaml:6:40: accounts.letters.cidr: names a parameter, and values are taken as they stand, got "$(id)"; write the value of id out',
    ],
  },
  {
    fact: "refuses a list as a value, and says what a value is",
    edits: [[FILE, '"400000000002"', "[a, b]"]],
    problems: [
      'templates/team/template.yaml:6:18: accounts.letters.id: must be a text, in quotes where it is a number, got ["a","b"]; give one text; write lists and mappings in account.yaml or data.yaml, with a parameter for each text in them',
    ],
  },
  {
    fact: "refuses a number without quotes as a value",
    edits: [[FILE, '"400000000002"', "400000000002"]],
    problems: [
      'templates/team/template.yaml:6:18: accounts.letters.id: must be a text, in quotes where it is a number, got 400000000002; put it in quotes: "400000000002"',
    ],
  },
  {
    fact: "says of several accounts once what is wrong with all, at the template's line",
    edits: [[ACCOUNT, "runsOn: lambda", "runsOn: lamda"]],
    problems: [
      'templates/team/account.yaml:7:18: billing and 1 more: workloads.api.runsOn: must be one of ec2, lambda, ecs, service, ci, eks, got "lamda"; did you mean "lambda"?',
    ],
  },
  {
    fact: "says of several accounts once what is wrong with all, also where the place has the account's name",
    edits: [[ACCOUNT, "api: { runsOn: lambda", '"$(account)": { runsOn: lamda']],
    problems: [
      'templates/team/account.yaml:7:27: billing and 1 more: workloads.billing.runsOn: must be one of ec2, lambda, ecs, service, ci, eks, got "lamda"; did you mean "lambda"?',
      'templates/team/data.yaml:5:7: billing and 1 more: tables.records.usedBy.api: is not a workload of this account, got "api"; choose billing',
    ],
  },
  {
    fact: "says of each account what is wrong with its own values, at the template's line",
    edits: [[FILE, "10.102.0.0/16", "10.102.0.0/33"]],
    problems: [
      'templates/team/account.yaml:5:36: letters: networks.main.cidr: is not an IPv4 range, got "10.102.0.0/33"; write it like 10.20.0.0/16',
    ],
  },
  {
    fact: "says of a parameter without a description nothing but that",
    edits: [[FILE, "cidr: the range of its network", "cidr:"]],
    problems: ["templates/team/template.yaml:3:8: parameters.cidr: is empty; write cidr: month-end close, or remove the line"],
  },
  {
    fact: "says of a misspelt list of parameters nothing but that",
    edits: [[FILE, "parameters:", "parameter:"]],
    problems: ['templates/team/template.yaml:1:1: parameter: is not a field here; did you mean "parameters"?'],
  },
  {
    fact: "says where a file belongs that stands above the folders of templates",
    edits: [],
    files: { "templates/data.yaml": "tables: {}\n" },
    problems: ["templates/data.yaml:1:1: is not a file of a declaration; move it to templates/<template>/data.yaml"],
  },
  {
    fact: "says once what does not fit other files in all accounts",
    edits: [[ACCOUNT, "organizationalUnit: workloads", "organizationalUnit: workload"]],
    problems: [
      'templates/team/account.yaml:3:21: billing and 1 more: organizationalUnit: is not a declared organizational unit, got "workload"; did you mean "workloads"?',
    ],
  },
  {
    fact: "says of two accounts with the same value which of them it is",
    edits: [[FILE, "400000000002", "400000000001"]],
    problems: ['templates/team/account.yaml:2:5: letters: id: belongs to "billing" already, got "400000000001"; correct one of the two'],
  },
  {
    fact: "refuses an account that has a folder of its own",
    edits: [[FILE, "  letters:", "  owner:"]],
    problems: [
      'templates/team/template.yaml:6:3: accounts.owner: is declared already, by accounts/owner, got "owner"; give one of the two another name, or remove it',
    ],
  },
  {
    fact: "refuses an account that two templates make",
    edits: [],
    files: {
      "templates/other/template.yaml": "accounts:\n  letters: {}\n",
      "templates/other/account.yaml": "account: $(account)\nemail: a@line.example\norganizationalUnit: workloads\n",
    },
    problems: [
      'templates/team/template.yaml:6:3: accounts.letters: is declared already, by templates/other, got "letters"; give one of the two another name, or remove it',
    ],
  },
  {
    fact: "refuses a template without an account.yaml",
    edits: [],
    files: { [ACCOUNT]: undefined },
    problems: [
      "templates/team/template.yaml:5:3: accounts: makes accounts, and templates/team has no account.yaml; write it beside template.yaml",
    ],
  },
  {
    fact: "refuses a template without a template.yaml",
    edits: [],
    files: { [FILE]: undefined },
    problems: ["templates/team/template.yaml:1:1: is missing; write it, and name the accounts of the template in it"],
  },
  {
    fact: "refuses names that become one with an account's values",
    edits: [[DATA, "  records:", "  billing:\n    key: { partition: { id: string } }\n  $(account):"]],
    problems: [
      "templates/team/data.yaml:4:3: billing: tables.$(account): stands twice in the same mapping, or is reserved; give the account other values, or rename one of the two",
    ],
  },
  {
    fact: "refuses another file of a template",
    edits: [],
    files: { "templates/team/dta.yaml": "tables: {}\n" },
    problems: ['templates/team/dta.yaml:1:1: is not a file of a declaration; did you mean "data.yaml"?'],
  },
  {
    fact: "refuses a misspelt folder of templates",
    edits: [],
    files: { "template/other/template.yaml": "accounts: {}\n" },
    problems: [
      'template/other/template.yaml:1:1: stands in a folder that the declaration does not have, got "template"; did you mean "templates"?',
    ],
  },
  {
    fact: "refuses what is no YAML once, at its line",
    edits: [[DATA, "  records:", "  records: ["]],
    problems: [
      "templates/team/data.yaml:2:12: opens a [ that is not closed; close it, or correct the indentation of the lines that follow",
    ],
  },
  {
    fact: "refuses another name of the account than template.yaml has, where it differs",
    edits: [[ACCOUNT, "account: $(account)", "account: billing"]],
    problems: [
      'templates/team/account.yaml:1:10: letters: account: is not the name of the account in template.yaml, "letters", got "billing"; write account: $(account)',
    ],
  },
];

describe("mistakes in templates", () => {
  for (const { fact, edits, files = {}, problems } of MISTAKES) {
    it(fact, () => {
      const all = new Map([...LINE, ...TEXTS]);
      for (const [file, passage, replacement] of edits) {
        const text = all.get(file) ?? "";
        assert.equal(text.split(passage).length, 2, `${file}: ${passage}`);
        all.set(
          file,
          text.replace(passage, () => replacement),
        );
      }
      for (const [file, text] of Object.entries(files)) {
        if (text === undefined) all.delete(file);
        else all.set(file, text);
      }
      const loaded = load(all, { now: NOW });
      assert.deepEqual(loaded.problems.map(problemLine), problems);
      assert.equal(loaded.declaration === undefined, problems.length > 0);
    });
  }
});
