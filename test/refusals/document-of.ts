/** A policy document of one statement, as a hand-written program writes it. */
export const documentOf = (statement: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Sid: "HandWritten", ...statement }] });
