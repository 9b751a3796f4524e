/** @file The list of earlier evaluations: each can be shown again or removed. */
import { byId, h } from '../ui/dom';
import { countOf } from '../ui/format';
import type { Evaluated, Evaluations } from '../judgments/evaluations';

export function createEvaluationList(evaluations: Evaluations, show: (evaluation: Evaluated) => void): void {
  const box = byId('evaluations', HTMLDivElement);
  const list = byId('evaluations-list', HTMLUListElement);
  evaluations.watch(() => {
    box.hidden = evaluations.all.length === 0;
    list.replaceChildren(...evaluations.all.map(itemOf));
  });

  function itemOf(evaluation: Evaluated): HTMLElement {
    const title = describe(evaluation);
    const open = h('button', { type: 'button' }, title);
    const remove = h('button', { type: 'button', 'aria-label': `Remove ${title}` }, 'Remove');
    open.addEventListener('click', () => show(evaluation));
    remove.addEventListener('click', () => {
      evaluations.remove(evaluation);
      byId('evaluate-heading', HTMLHeadingElement).focus();
    });
    return h('li', {}, open, ' ', remove);
  }
}

function describe({ at, name, model, questions, firstStage, reranked, exhaustive }: Evaluated): string {
  const time = new Date(at).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
  const figures = `${firstStage.ndcg10.toFixed(3)} → ${(exhaustive ?? reranked).ndcg10.toFixed(3)}`;
  return `${time}: ${name}, ${countOf(questions.length, 'question')}, ${model}, nDCG@10 ${figures}`;
}
