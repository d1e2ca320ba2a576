import { createRequire } from "node:module";
import { run } from "../../../cli/main.ts";

// Answers a question in a process of its own and prints which CommonJS modules that loaded; Pulumi's are such.
const question = ["--principal", "analytics-prod/nightly-etl", "--action", "dynamodb:GetItem", "--resource", "orders-prod/tables/orders"];
const args = ["explain", "--declaration", process.argv[2] ?? "", ...question, "--from", "analytics-prod/main"];
const code = await run(args, { out: () => undefined, err: () => undefined });
process.stdout.write(JSON.stringify({ code, loaded: Object.keys(createRequire(import.meta.url).cache) }));
