import type { Block, EvidenceLine, Row } from '#src/views/card.ts';
import { inert } from './plain.ts';
import { renderChart } from './render-chart.ts';
import { renderControl } from './render-controls.ts';
import { renderLine } from './render-inline.ts';
import type { Json, Scene } from './scene.ts';

const WHO: Record<EvidenceLine['who'], string> = {
  customer: 'Customer',
  agent: 'Agent',
  human_agent: 'Human agent',
  tool: 'Tool',
  system: 'System',
};

/** One block as Adaptive Card elements. */
export function renderBlock(block: Block, scene: Scene): Json[] {
  const { zone } = scene;
  switch (block.type) {
    case 'context':
      return [renderLine(block.parts, zone, { isSubtle: true, size: 'Small', spacing: 'Small' })];
    case 'text':
      return [renderLine(block.parts, zone)];
    case 'heading':
      return [renderLine([{ bold: block.text }], zone, { spacing: 'Medium' })];
    case 'fields':
      return renderFields(block.fields, zone);
    case 'evidence':
      return [renderEvidence(block.lines, scene)];
    case 'list':
      return block.items.map((item) => renderLine(['•  ', ...item], zone, SMALL));
    case 'rows':
      return block.rows.flatMap((row) => renderRow(row, scene));
    case 'pick':
      return renderPick(block, scene);
    case 'scores':
      return block.scores.map(({ label, score, reason }) =>
        renderLine(
          [
            { bold: `${label} ${score === null ? '' : Math.round(score)}` },
            `  ${score === null ? 'not judged' : reason}`,
          ],
          zone,
          SMALL,
        ),
      );
    case 'table':
      return [renderTable(block.head, block.rows, zone)];
    case 'chart':
      return renderChart(block.chart, block.alt, scene);
  }
}

const SMALL = { spacing: 'Small' } as const;

type Fields = Extract<Block, { type: 'fields' }>['fields'];

/** Two in a row: a card's height is dear. (A FactSet would read Markdown out of the values.) */
function renderFields(fields: Fields, zone: string): Json[] {
  const columns = fields.map(({ label, value }) => ({
    type: 'Column',
    width: 'stretch',
    items: [renderLine([{ bold: `${label}  ` }, ...value], zone, SMALL)],
  }));
  return columns.flatMap((column, i) =>
    i % 2 === 0 ? [{ type: 'ColumnSet', spacing: 'Small', columns: [column, ...columns.slice(i + 1, i + 2)] }] : [],
  );
}

function renderEvidence(lines: readonly EvidenceLine[], { zone }: Scene): Json {
  const items = lines.map(({ who, text, marked }) =>
    renderLine([...(marked ? [{ bold: '▶ ' }] : []), { bold: `${WHO[who]}: ` }, text], zone, {
      spacing: 'Small',
      ...(marked ? { color: 'Attention' } : {}),
    }),
  );
  return { type: 'Container', style: 'emphasis', spacing: 'Small', items };
}

function renderRow({ parts, control, more = [] }: Row, scene: Scene): Json[] {
  const line = {
    type: 'Column',
    width: 'stretch',
    verticalContentAlignment: 'Center',
    items: [renderLine(parts, scene.zone)],
  };
  const actions = [...(control === undefined ? [] : [control]), ...more].map((one) => renderControl(one, scene));
  const set = { type: 'ActionSet', spacing: 'Small', actions };
  const beside = actions.length === 1 ? [{ type: 'Column', width: 'auto', items: [set] }] : [];
  // A line has room for one button; several stand below it.
  return [{ type: 'ColumnSet', spacing: 'Small', columns: [line, ...beside] }, ...(actions.length > 1 ? [set] : [])];
}

/** A select does nothing by itself in Teams: the button beside it sends what was chosen. */
function renderPick({ label, control, subject, options }: Extract<Block, { type: 'pick' }>, scene: Scene): Json[] {
  const id = `pick-${control}`;
  const choices = options.map(({ value, label: title }) => ({ title: inert(title, 75), value }));
  const button = renderControl({ id: control, label: 'Set', subject, style: 'primary' }, scene, id);
  return [
    { type: 'Input.ChoiceSet', id, label: inert(label, 80), style: 'compact', placeholder: 'Choose', choices },
    { type: 'ActionSet', spacing: 'Small', actions: [button] },
  ];
}

function renderTable(head: readonly string[], rows: readonly (readonly string[])[], zone: string): Json {
  const row = (cells: readonly string[], isHead: boolean): Json => ({
    type: 'TableRow',
    cells: cells.map((cell) => ({ type: 'TableCell', items: [renderLine([isHead ? { bold: cell } : cell], zone)] })),
  });
  return {
    type: 'Table',
    firstRowAsHeaders: true,
    columns: head.map(() => ({ width: 1 })),
    rows: [row(head, true), ...rows.slice(0, 50).map((cells) => row(cells, false))],
  };
}
