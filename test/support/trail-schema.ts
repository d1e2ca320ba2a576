/** Columns of a table by name, each with its type as Hive writes it. Names are in lower case; SQL minds no case. */
export type Columns = Readonly<Record<string, string>>;

const text = (...names: readonly string[]): Columns => Object.fromEntries(names.map((name) => [name, "string"]));

const SESSION =
  "attributes:struct<mfaauthenticated:string,creationdate:string>," +
  "sessionissuer:struct<type:string,principalid:string,arn:string,accountid:string,username:string>," +
  "ec2roledelivery:string,webidfederationdata:struct<federatedprovider:string,attributes:map<string,string>>";

const IDENTITY = "type:string,principalid:string,arn:string,accountid:string,accesskeyid:string,username:string,invokedby:string";

/** The table `cloudtrail_logs`, as AWS's page makes it. https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table.html */
export const ATHENA_COLUMNS: Columns = {
  ...text("eventversion", "eventtime", "eventsource", "eventname", "awsregion", "sourceipaddress", "useragent", "errorcode"),
  ...text("errormessage", "requestparameters", "responseelements", "additionaleventdata", "requestid", "eventid", "eventtype"),
  ...text("apiversion", "readonly", "recipientaccountid", "serviceeventdetails", "sharedeventid", "vpcendpointid"),
  ...text("vpcendpointaccountid", "eventcategory", "sessioncredentialfromconsole", "edgedevicedetails"),
  ...text("region", "year", "month", "day"),
  useridentity: `struct<${IDENTITY},onbehalfof:struct<userid:string,identitystorearn:string>,sessioncontext:struct<${SESSION}>>`,
  resources: "array<struct<arn:string,accountid:string,type:string>>",
  addendum: "struct<reason:string,updatedfields:string,originalrequestid:string,originaleventid:string>",
  tlsdetails: "struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>",
  // The file of a row, which every table has. https://docs.aws.amazon.com/athena/latest/ug/querying-hidden-columns.html
  $path: "string",
};

/** An event data store of CloudTrail Lake. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-supported-event-schemas.html */
export const LAKE_COLUMNS: Columns = {
  ...text("eventversion", "eventsource", "eventname", "awsregion", "sourceipaddress", "useragent", "errorcode", "errormessage"),
  ...text("requestid", "eventid", "eventtype", "apiversion", "recipientaccountid", "sharedeventid", "annotation", "vpcendpointid"),
  ...text("vpcendpointaccountid", "eventcategory", "sessioncredentialfromconsole", "eventjson", "eventjsonchecksum"),
  eventtime: "timestamp",
  readonly: "boolean",
  managementevent: "boolean",
  useridentity: `struct<${IDENTITY},identityprovider:string,sessioncontext:struct<${SESSION},sourceidentity:string,ec2issuedinvpc:string>>`,
  resources: "array<struct<accountid:string,type:string,arn:string,arnprefix:string>>",
  requestparameters: "map<string,string>",
  responseelements: "map<string,string>",
  additionaleventdata: "map<string,string>",
  serviceeventdetails: "map<string,string>",
  addendum: "map<string,string>",
  edgedevicedetails: "map<string,string>",
  insightdetails: "map<string,string>",
  tlsdetails: "struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>",
};

/** The type of a column or of a field in it, by its path: `useridentity.arn`; undefined where there is none. */
export function typeAt(columns: Columns, path: string): string | undefined {
  const [column = "", ...fields] = path.toLowerCase().split(".");
  return fields.reduce<string | undefined>(
    (type, field) => (type === undefined ? undefined : fieldsOf(type).get(field)),
    Object.hasOwn(columns, column) ? columns[column] : undefined,
  );
}

/** The fields of a struct with their types; none of another type. */
function fieldsOf(type: string): ReadonlyMap<string, string> {
  const [, inner] = /^struct<(.*)>$/.exec(type) ?? [];
  const fields: string[] = [""];
  let depth = 0;
  for (const sign of inner ?? "") {
    if (sign === "<") depth++;
    if (sign === ">") depth--;
    if (sign === "," && depth === 0) fields.push("");
    else fields.push(`${fields.pop() ?? ""}${sign}`);
  }
  return new Map(fields.map((field) => [field.slice(0, field.indexOf(":")), field.slice(field.indexOf(":") + 1)]));
}
