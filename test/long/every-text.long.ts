import { describeEveryText } from "../support/every-text.ts";

describeEveryText(1);
