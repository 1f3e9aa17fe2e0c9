import { createHash } from "node:crypto";

/**
 * The only script of a page, which works without it: makes tables sortable by a button in each column's head, and opens the folded
 * part that an address points into. Cells are compared as numbers with their units where both begin with one, otherwise as
 * text; cells without a value stay last.
 */
const SCRIPT = `(()=>{
const units={ns:1e-6,"µs":1e-3,ms:1,s:1e3,min:6e4,h:36e5,KB:1e3,MB:1e6,GB:1e9};
const valueOf=(cell)=>{const text=[...cell.childNodes].filter((part)=>part.className!=="name").map((part)=>part.textContent).join("").trim();const match=/^(?:[^\\d\\s-]+ )?(-?\\d[\\d,]*\\.?\\d*(?:e-?\\d+)?) ?([^\\s\\d]*)/.exec(text);
return match?Number(match[1].replaceAll(",",""))*(units[match[2]]??1):text===""||text==="–"?null:text};
const compare=(a,b)=>typeof a==="number"&&typeof b==="number"?a-b:String(a).localeCompare(String(b),"en");
const sort=(table,column,isDown)=>{const body=table.tBodies[0];const rows=[...body.rows].map((row)=>({row,value:valueOf(row.cells[column])}));
rows.sort((a,b)=>a.value===null||b.value===null?(a.value===null)-(b.value===null):(isDown?-1:1)*compare(a.value,b.value));
body.append(...rows.map(({row})=>row))};
for(const table of document.querySelectorAll("table.sortable")){const heads=[...table.tHead.rows[0].cells];
heads.forEach((head,column)=>{const button=document.createElement("button");button.type="button";button.append(...head.childNodes);head.append(button);
button.addEventListener("click",()=>{const isDown=head.getAttribute("aria-sort")==="ascending";heads.forEach((other)=>other.removeAttribute("aria-sort"));
head.setAttribute("aria-sort",isDown?"descending":"ascending");sort(table,column,isDown)})})}
const reveal=()=>{const id=decodeURIComponent(location.hash.slice(1));const target=id&&document.getElementById(id);if(!target)return;
let folded=false;for(let part=target;part;part=part.parentElement)if(part.localName==="details"&&!part.open)folded=part.open=true;if(folded)target.scrollIntoView()};
addEventListener("hashchange",reveal);reveal()})()`;

/** The script with the hash by which a page's policy allows it, and nothing else. */
export const PAGE_SCRIPT = {
  text: SCRIPT,
  /** A source expression of Content Security Policy Level 3, section 2.3.1. */
  source: `'sha256-${createHash("sha256").update(SCRIPT).digest("base64")}'`,
};
