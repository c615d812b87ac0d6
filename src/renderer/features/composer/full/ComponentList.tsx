import type { Component } from '@shared/discord/component';
import { COMPONENT_TYPE } from '@shared/discord/component-types';
import { LIMITS, SELECT_TYPES } from '@shared/discord/message-rules';
import { Plus } from 'lucide-react';
import { type ComponentType, createElement, memo } from 'react';
import { composeStrings as words } from '../../../strings/compose';
import { Button } from '../../../ui/Button';
import { DropMenu } from '../../../ui/Menu';
import type { ComponentFormProps } from './component-form-props';
import { customIdsOf, newComponent, summaryOf } from './component-kinds';
import styles from './form.module.css';
import { ItemFrame } from './ItemFrame';
import { keyed } from './keyed';
import { KIND_ICONS } from './kind-icons';
import { useForm } from './use-form';

export interface ComponentListProps {
  /** `components`, or `components.0.components`. */
  path: string;
  components: readonly Component[];
  /** Types that may stand here. */
  allowed: readonly number[];
  max: number;
  /** No more components fit into the message at all. */
  full: boolean;
  addLabel: string;
  /** What shows one component; handed in, as it shows lists in its turn. */
  Item: ComponentType<ComponentFormProps>;
}

/** Components one under the other, with a menu of those that may be added here and no others. */
export function ComponentList(props: ComponentListProps) {
  const { path, components, allowed, max, full, addLabel, Item } = props;
  const form = useForm();
  const tooMany = full || components.length >= max;
  const isRow = allowed.includes(COMPONENT_TYPE.button) && allowed.includes(COMPONENT_TYPE.stringSelect);
  // A select menu takes a whole row, so it can only be the first thing in one.
  const offered = allowed.filter((type) => !isRow || components.length === 0 || !SELECT_TYPES.includes(type));
  const hasSelect = isRow && components.some((component) => SELECT_TYPES.includes(component.type));
  const add = (type: number) =>
    form.edit((body) => {
      const made = newComponent(type, customIdsOf(body.components), form.interactive);
      return form.withAt(body, path, [...components, made]);
    });
  const only = offered.length === 1 ? offered[0] : undefined;
  const disabled = tooMany || hasSelect;
  return (
    <div className={styles.stack} data-path={path} tabIndex={-1}>
      {keyed(components).map(({ key, item, index }) => (
        <ComponentItem
          key={`${key}-${item.type}`}
          component={item}
          list={path}
          index={index}
          count={components.length}
          tooMany={tooMany}
          full={full}
          Item={Item}
        />
      ))}
      {only !== undefined ? (
        <Button
          tone="quiet"
          icon={<Plus size={14} />}
          className={styles.add ?? ''}
          disabled={disabled}
          onClick={() => add(only)}
        >
          {addLabel}
        </Button>
      ) : (
        <DropMenu
          align="start"
          groups={[
            offered.map((type) => ({
              id: String(type),
              label: words.kind(type),
              icon: createElement(KIND_ICONS[type] ?? Plus, { size: 16 }),
              hint: words.kindHint(type),
              onSelect: () => add(type),
            })),
          ]}
          trigger={
            <Button tone="quiet" icon={<Plus size={14} />} className={styles.add ?? ''} disabled={disabled}>
              {addLabel}
            </Button>
          }
        />
      )}
      {components.length >= max && <p className={styles.note}>{words.atMost(max)}</p>}
      {full && components.length < max && (
        <p className={styles.note}>{words.layoutFull(LIMITS.components.max)}</p>
      )}
    </div>
  );
}

interface ComponentItemProps {
  component: Component;
  list: string;
  index: number;
  count: number;
  tooMany: boolean;
  full: boolean;
  Item: ComponentType<ComponentFormProps>;
}

/** Drawn again only when its own component changes. */
const ComponentItem = memo(function ComponentItem(props: ComponentItemProps) {
  const { component, list, index, count, tooMany, full, Item } = props;
  return (
    <ItemFrame
      list={list}
      index={index}
      count={count}
      full={tooMany}
      title={words.kind(component.type)}
      summary={summaryOf(component)}
      tone={
        component.accent_color == null
          ? undefined
          : `#${component.accent_color.toString(16).padStart(6, '0')}`
      }
    >
      <Item component={component} path={`${list}.${index}`} full={full} />
    </ItemFrame>
  );
});
