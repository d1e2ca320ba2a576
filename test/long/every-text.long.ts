import { itHoldsForEveryText } from "../support/every-text.ts";

describe("every text of a declaration, with every character and length", () => {
  itHoldsForEveryText(1);
});
