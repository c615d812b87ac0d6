import type { RoomTemplate, TemplateDraft } from '@shared/models/room-plans';
import { LayoutTemplate, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectTemplates } from '../../state/room-plans/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { MoreMenu } from '../../ui/MoreMenu';
import { EmptyState } from '../../ui/Notice';
import { PlaceBar } from '../../ui/Place';
import { Row, RowLine, Rows } from '../../ui/Rows';
import { useAttempt } from '../trouble';
import { FromCategoryDialog } from './FromCategoryDialog';
import { OpenDialog } from './OpenDialog';
import { TemplateDialog } from './TemplateDialog';
import { wordTemplate } from './wording';

const words = strings.plans.templates;

type Shown =
  | { kind: 'edit'; template: RoomTemplate | null; draft: TemplateDraft | null }
  | { kind: 'from' }
  | { kind: 'open'; template: RoomTemplate }
  | null;

/** Sets of rooms to be opened again and again. */
export function TemplatesTab() {
  const templates = useApp(selectTemplates);
  const { roomPlans, view } = useActions();
  const attempt = useAttempt();
  const [shown, setShown] = useState<Shown>(null);
  const close = () => setShown(null);
  const remove = (template: RoomTemplate) =>
    attempt(async () => {
      const { templateId, updatedAtMs: _updatedAtMs, ...draft } = template;
      await roomPlans.ask.removeTemplate({ templateId });
      view.toast({
        title: words.removed(template.name),
        stayMs: 10_000,
        action: {
          label: strings.undo,
          run: () => attempt(() => roomPlans.ask.saveTemplate({ templateId, draft })),
        },
      });
    });
  const actions = (
    <>
      <Button onClick={() => setShown({ kind: 'from' })}>{words.fromCategory}</Button>
      <Button
        tone="primary"
        icon={<Plus size={15} />}
        onClick={() => setShown({ kind: 'edit', template: null, draft: null })}
      >
        {words.create}
      </Button>
    </>
  );
  return (
    <>
      {templates.length === 0 ? (
        <EmptyState icon={<LayoutTemplate size={24} />} title={words.noneTitle} actions={actions}>
          {words.noneBody}
        </EmptyState>
      ) : (
        <>
          <PlaceBar>{actions}</PlaceBar>
          <Rows>
            {templates.map((template) => (
              <Row
                key={template.templateId}
                icon={<LayoutTemplate size={18} aria-hidden="true" />}
                name={template.name}
                actions={
                  <>
                    <Button onClick={() => setShown({ kind: 'open', template })}>{words.open}</Button>
                    <MoreMenu
                      label={strings.plans.more(template.name)}
                      groups={[
                        [
                          {
                            id: 'edit',
                            label: strings.plans.edit,
                            icon: <Pencil size={15} />,
                            onSelect: () => setShown({ kind: 'edit', template, draft: null }),
                          },
                        ],
                        [
                          {
                            id: 'remove',
                            label: strings.plans.remove,
                            icon: <Trash2 size={15} />,
                            tone: 'trouble',
                            onSelect: () => remove(template),
                          },
                        ],
                      ]}
                    />
                  </>
                }
              >
                <RowLine>{wordTemplate(template)}</RowLine>
              </Row>
            ))}
          </Rows>
        </>
      )}
      {shown?.kind === 'edit' && (
        <TemplateDialog template={shown.template} draft={shown.draft} onClose={close} />
      )}
      {shown?.kind === 'from' && (
        <FromCategoryDialog
          onClose={close}
          onDraft={(draft) => setShown({ kind: 'edit', template: null, draft })}
        />
      )}
      {shown?.kind === 'open' && <OpenDialog template={shown.template} onClose={close} />}
    </>
  );
}
