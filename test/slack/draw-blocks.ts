import type { View } from '#adapters/slack/render-form.ts';
import { type Json, richWords, textObject, words } from './draw-words.ts';

/** Files of image blocks, as data addresses. */
export type DrawnFiles = Readonly<Record<string, string>>;

/** A message as it stands in a channel; `only` marks one that a single person sees. */
export function drawMessage(
  blocks: readonly Json[],
  { files = {}, only, time = '12:00' }: { files?: DrawnFiles; only?: true; time?: string } = {},
): string {
  const note = only ? '<p class="only">Only visible to you</p>' : '';
  return `<div class="message ${only ? 'private' : ''}"><div class="avatar">R</div><div class="body">${note}<p class="who"><b>Ratchet</b><span class="app">APP</span><span class="time">${time}</span></p>${drawBlocks(blocks, files)}</div></div>`;
}

/** A modal, with what Slack says beside its inputs. */
export function drawModal(view: View, errors: Readonly<Record<string, string>> = {}): string {
  const { title, submit, close, blocks } = view as Json;
  return `<div class="modal"><div class="modal-head"><div class="avatar small">R</div><b>${words(title.text)}</b><span class="close">✕</span></div><div class="modal-body">${drawBlocks(blocks, {}, errors)}</div><div class="modal-foot"><span class="button">${words(close?.text ?? 'Close')}</span>${submit ? `<span class="button primary">${words(submit.text)}</span>` : ''}</div></div>`;
}

export function drawHome(view: View): string {
  return `<div class="home"><div class="home-head"><div class="avatar small">R</div><b>Ratchet</b><span class="tab on">Home</span><span class="tab">Messages</span><span class="tab">About</span></div><div class="home-body">${drawBlocks(view.blocks)}</div></div>`;
}

function drawBlocks(
  blocks: readonly Json[],
  files: DrawnFiles = {},
  errors: Readonly<Record<string, string>> = {},
): string {
  return blocks.map((block) => drawBlock(block, files, errors)).join('');
}

function drawBlock(block: Json, files: DrawnFiles, errors: Readonly<Record<string, string>>): string {
  switch (block.type) {
    case 'header':
      return `<h3>${textObject(block.text)}</h3>`;
    case 'context':
      return `<p class="context">${block.elements.map(textObject).join(' ')}</p>`;
    case 'section': {
      const fields = (block.fields ?? []).map((field: Json) => `<div>${textObject(field)}</div>`).join('');
      const side = block.accessory ? `<div class="side">${element(block.accessory)}</div>` : '';
      const text = block.text ? `<div>${textObject(block.text)}</div>` : '';
      return `<div class="section"><div class="main">${text}${fields === '' ? '' : `<div class="fields">${fields}</div>`}</div>${side}</div>`;
    }
    case 'rich_text':
      return `<div class="rich">${block.elements.map(richPart).join('')}</div>`;
    case 'actions':
      return `<div class="actions">${block.elements.map(element).join('')}</div>`;
    case 'image':
      return `<figure><img src="${files[block.slack_file.id] ?? ''}" alt="${words(block.alt_text)}"></figure>`;
    case 'input':
      return input(block, errors[block.block_id]);
    default:
      return `<p class="context">(${words(block.type)})</p>`;
  }
}

function richPart(part: Json): string {
  switch (part.type) {
    case 'rich_text_list':
      return `<ul>${part.elements.map((item: Json) => `<li>${richWords(item.elements)}</li>`).join('')}</ul>`;
    case 'rich_text_quote':
      return `<blockquote>${richWords(part.elements)}</blockquote>`;
    case 'rich_text_preformatted':
      return `<pre>${richWords(part.elements)}</pre>`;
    default:
      return `<p>${richWords(part.elements)}</p>`;
  }
}

function input({ label, optional, hint, element: control }: Json, error: string | undefined): string {
  const name = `<label>${textObject(label)}${optional ? ' <span class="optional">(optional)</span>' : ''}</label>`;
  const wrong = error === undefined ? '' : `<p class="error">${words(error)}</p>`;
  return `<div class="input ${error === undefined ? '' : 'wrong'}">${name}${element(control)}${wrong}${hint ? `<p class="hint">${textObject(hint)}</p>` : ''}</div>`;
}

function element(control: Json): string {
  switch (control.type) {
    case 'button':
      return `<span class="button ${control.style ?? ''}">${textObject(control.text)}</span>`;
    case 'overflow':
      return '<span class="button menu">•••</span>';
    case 'plain_text_input':
      return `<div class="box ${control.multiline ? 'area' : ''}">${words(control.initial_value ?? '').replaceAll('\n', '<br>')}</div>`;
    case 'checkboxes':
      return control.options.map((option: Json) => checkbox(option, control.initial_options)).join('');
    case 'static_select':
      return `<span class="box select">${choice(control.initial_option) || words(control.placeholder.text)}<i></i></span>`;
    default: {
      const chosen = (control.initial_options ?? []).map(
        (option: Json) => `<span class="chip">${choice(option)} ✕</span>`,
      );
      return `<span class="box select">${chosen.join(' ') || words(control.placeholder.text)}<i></i></span>`;
    }
  }
}

function choice(option: Json): string {
  return option === undefined ? '' : textObject(option.text);
}

function checkbox(option: Json, chosen: readonly Json[] = []): string {
  const ticked = chosen.some(({ value }) => value === option.value);
  const below = option.description ? `<small>${textObject(option.description)}</small>` : '';
  return `<div class="check"><span class="tick ${ticked ? 'on' : ''}">${ticked ? '✓' : ''}</span><div>${textObject(option.text)}${below}</div></div>`;
}

/** A page around what is drawn, in a plain likeness of Slack's light theme. */
export function drawPage(body: string, width: number): string {
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><body><main id="picture" style="width:${width}px">${body}<p class="honest">Drawn from Block Kit JSON</p></main></body>`;
}

const STYLE = `
body{margin:0;background:#fff;font:15px/1.46 "Liberation Sans","DejaVu Sans",sans-serif;color:#1d1c1d}
main{padding:12px 16px 6px;box-sizing:border-box;background:#fff} p{margin:0} .honest{text-align:right;color:#9b9b9b;font-size:11px;margin-top:4px}
.message{display:flex;gap:10px;padding:8px;border-radius:8px} .private{background:#f8f8f8} .body{flex:1;min-width:0}
.message+.message{margin-top:2px}
.avatar{width:36px;height:36px;border-radius:8px;background:#1d3b53;color:#fff;font-weight:700;display:flex;align-items:center;justify-content:center;flex:none}
.avatar.small{width:24px;height:24px;border-radius:6px;font-size:13px} .only{color:#616061;font-size:12px;margin-bottom:2px}
.who{margin-bottom:2px} .app{background:#e8e8e8;color:#616061;font-size:10px;font-weight:700;border-radius:2px;padding:1px 3px;margin:0 6px;vertical-align:1px} .time{color:#616061;font-size:12px}
h3{font-size:18px;line-height:1.33;margin:6px 0 8px} .emoji{width:1.05em;height:1.05em;vertical-align:-.16em}
.context{color:#616061;font-size:13px;margin:4px 0 8px} a{color:#1264a3} code{font:12px "Liberation Mono",monospace;color:#c01343;background:#f6f6f6;border:1px solid #e0e0e0;border-radius:3px;padding:1px 3px}
.section{display:flex;gap:16px;margin:6px 0 8px;align-items:flex-start} .main{flex:1;min-width:0;overflow-wrap:anywhere} .side{flex:none}
.fields{display:grid;grid-template-columns:1fr 1fr;gap:8px 16px} .rich{margin:6px 0 8px;overflow-wrap:anywhere} .rich p{margin:2px 0}
ul{margin:2px 0;padding-left:24px} blockquote{margin:4px 0;padding-left:12px;border-left:4px solid #ddd}
pre{font:12px/1.5 "Liberation Mono","DejaVu Sans Mono",monospace;background:#f8f8f8;border:1px solid #ddd;border-radius:4px;padding:8px;margin:4px 0;white-space:pre-wrap}
.actions{display:flex;gap:8px;flex-wrap:wrap;margin:8px 0 6px} .button{display:inline-block;border:1px solid #bbb;border-radius:6px;padding:4px 12px;font-weight:700;font-size:13px;background:#fff;white-space:nowrap}
.primary{background:#007a5a;border-color:#007a5a;color:#fff} .danger{color:#e01e5a;border-color:#e01e5a} .menu{letter-spacing:1px;color:#616061;padding:4px 10px}
figure{margin:8px 0} img{max-width:100%;border:1px solid #ddd;border-radius:8px;display:block}
.modal,.home{border:1px solid #ddd;border-radius:10px;box-shadow:0 4px 18px #0002;overflow:hidden} .modal-head,.home-head{display:flex;gap:10px;align-items:center;padding:14px 18px;border-bottom:1px solid #eee;font-size:17px}
.close{margin-left:auto;color:#616061} .modal-body{padding:10px 20px 6px} .modal-foot{display:flex;justify-content:flex-end;gap:10px;padding:12px 18px;border-top:1px solid #eee}
.home-body{padding:8px 22px 12px} .tab{font-size:13px;color:#616061;margin-left:8px} .tab.on{color:#1d1c1d;font-weight:700;border-bottom:2px solid #1d3b53}
.input{margin:12px 0} label{font-weight:700;display:block;margin-bottom:5px} .optional{font-weight:400;color:#616061} .hint{color:#616061;font-size:12.5px;margin-top:4px}
.box{display:block;border:1px solid #bbb;border-radius:4px;padding:6px 10px;min-height:22px;color:#1d1c1d;overflow-wrap:anywhere} .area{min-height:58px} .select{position:relative;padding-right:28px} .actions .select{min-width:180px;min-height:18px;padding-top:4px;padding-bottom:4px;font-size:13px;color:#616061}
.select i{position:absolute;right:12px;top:50%;width:7px;height:7px;border:solid #616061;border-width:0 1.5px 1.5px 0;transform:translateY(-70%) rotate(45deg)}
.chip{background:#e8f5fa;border-radius:4px;padding:1px 7px;font-size:13px} .wrong .box{border-color:#e01e5a} .error{color:#e01e5a;font-size:13px;margin-top:4px}
.check{display:flex;gap:9px;margin:7px 0} .tick{width:16px;height:16px;border:1.5px solid #868686;border-radius:3px;flex:none;font-size:12px;line-height:16px;text-align:center;margin-top:2px} .tick.on{background:#1264a3;border-color:#1264a3;color:#fff} .check small{display:block;color:#616061;font-size:12.5px}
`;
