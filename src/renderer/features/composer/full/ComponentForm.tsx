import type { Component } from '@shared/discord/component';
import { BUTTON_STYLE, COMPONENT_TYPE } from '@shared/discord/component-types';
import { childTypesOf, LIMITS, SELECT_TYPES, sentFileName } from '@shared/discord/message-rules';
import { Plus } from 'lucide-react';
import { composeStrings as words } from '../../../strings/compose';
import { Button } from '../../../ui/Button';
import { Segmented } from '../../../ui/Segmented';
import { ComponentList } from './ComponentList';
import type { ComponentFormProps } from './component-form-props';
import { newComponent } from './component-kinds';
import { EmojiField } from './EmojiField';
import styles from './form.module.css';
import { ItemFrame } from './ItemFrame';
import { keyed } from './keyed';
import { ColourField, LimitedField, PictureField, Toggle } from './LimitedField';
import { useForm, useProblem } from './use-form';

const T = COMPONENT_TYPE;

/** What can be set on one component, and what is inside it. */
export function ComponentForm({ component, path, full }: ComponentFormProps) {
  switch (component.type) {
    case T.textDisplay:
      return (
        <LimitedField
          path={`${path}.content`}
          label={words.text}
          value={component.content}
          rule="layoutText"
          multiline
          emptyAs=""
        />
      );
    case T.button:
      return <ButtonForm component={component} path={path} />;
    case T.separator:
      return <SeparatorForm component={component} path={path} />;
    case T.section:
      return <SectionForm component={component} path={path} full={full} />;
    case T.thumbnail:
      return (
        <>
          <PictureField
            path={`${path}.media.url`}
            label={words.picture}
            value={component.media?.url}
            emptyAs=""
          />
          <LimitedField
            path={`${path}.description`}
            label={words.alt}
            value={component.description}
            rule="mediaDescription"
          />
          <Toggle path={`${path}.spoiler`} label={words.spoiler} value={component.spoiler} />
        </>
      );
    case T.mediaGallery:
      return <GalleryForm component={component} path={path} />;
    case T.file:
      return <FileForm component={component} path={path} />;
    case T.container:
      return (
        <>
          <div className={styles.pair}>
            <ColourField path={`${path}.accent_color`} label={words.colour} value={component.accent_color} />
            <Toggle path={`${path}.spoiler`} label={words.spoiler} value={component.spoiler} />
          </div>
          <Children component={component} path={path} full={full} max={LIMITS.containerChildren.max} />
        </>
      );
    case T.actionRow:
      return <Children component={component} path={path} full={full} max={LIMITS.rowButtons.max} />;
    default:
      return SELECT_TYPES.includes(component.type) ? (
        <SelectForm component={component} path={path} />
      ) : (
        <p className={styles.note}>{words.unknownKind}</p>
      );
  }
}

function Children(props: ComponentFormProps & { max: number }) {
  const { component, path, full, max } = props;
  return (
    <ComponentList
      path={`${path}.components`}
      components={component.components ?? []}
      allowed={childTypesOf(component.type)}
      max={max}
      full={full}
      Item={ComponentForm}
      addLabel={component.type === T.actionRow ? words.addToRow : words.addInside}
    />
  );
}

const STYLES = [
  ['primary', BUTTON_STYLE.primary],
  ['secondary', BUTTON_STYLE.secondary],
  ['success', BUTTON_STYLE.success],
  ['danger', BUTTON_STYLE.danger],
  ['link', BUTTON_STYLE.link],
] as const;

function ButtonForm({ component, path }: { component: Component; path: string }) {
  const form = useForm();
  const isLink = component.style === BUTTON_STYLE.link;
  const style = STYLES.find(([, number]) => number === component.style)?.[0] ?? null;
  const choose = (name: (typeof STYLES)[number][0]) => {
    const number = STYLES.find(([other]) => other === name)?.[1];
    form.change<Component>(path, ({ url, custom_id, ...rest }) =>
      name === 'link'
        ? { ...rest, style: number, url: url ?? 'https://' }
        : { ...rest, style: number, custom_id: custom_id ?? `button-${path.replace(/\D+/g, '-').slice(1)}` },
    );
  };
  return (
    <>
      <div className={styles.start}>
        <Segmented
          label={words.style}
          value={style}
          options={STYLES.map(([value]) => ({ value, label: words.styles[value] }))}
          onChange={choose}
        />
      </div>
      {!form.interactive && !isLink && <p className={styles.problem}>{words.onlyLinks}</p>}
      <div className={styles.pair}>
        <LimitedField path={`${path}.label`} label={words.label} value={component.label} rule="buttonLabel" />
        <EmojiField path={`${path}.emoji`} value={component.emoji} />
      </div>
      {isLink ? (
        <LimitedField
          path={`${path}.url`}
          label={words.link}
          value={component.url}
          rule="buttonUrl"
          type="url"
          emptyAs=""
        />
      ) : (
        <LimitedField
          path={`${path}.custom_id`}
          label={words.customId}
          value={component.custom_id}
          rule="customId"
        />
      )}
      <Toggle path={`${path}.disabled`} label={words.disabled} value={component.disabled} />
    </>
  );
}

function SelectForm({ component, path }: { component: Component; path: string }) {
  const form = useForm();
  const options = component.options ?? [];
  const list = `${path}.options`;
  const full = options.length >= LIMITS.selectOptions.max;
  return (
    <>
      <div className={styles.pair}>
        <LimitedField
          path={`${path}.custom_id`}
          label={words.customId}
          value={component.custom_id}
          rule="customId"
        />
        <LimitedField
          path={`${path}.placeholder`}
          label={words.placeholder}
          value={component.placeholder}
          rule="selectPlaceholder"
        />
      </div>
      <div className={styles.pair}>
        <NumberField path={`${path}.min_values`} label={words.least} value={component.min_values} />
        <NumberField path={`${path}.max_values`} label={words.most} value={component.max_values} />
      </div>
      <Toggle path={`${path}.disabled`} label={words.disabled} value={component.disabled} />
      {component.type === T.stringSelect && (
        <div className={styles.stack} data-path={list} tabIndex={-1}>
          {keyed(options).map(({ key, item, index }) => (
            <ItemFrame
              key={key}
              list={list}
              index={index}
              count={options.length}
              full={full}
              title={words.option(index + 1)}
              summary={item.label}
              startClosed={index > 0}
            >
              <div className={styles.pair}>
                <LimitedField
                  path={`${list}.${index}.label`}
                  label={words.label}
                  value={item.label}
                  rule="optionLabel"
                  emptyAs=""
                />
                <LimitedField
                  path={`${list}.${index}.value`}
                  label={words.value}
                  value={item.value}
                  rule="optionValue"
                  emptyAs=""
                />
              </div>
              <div className={styles.pair}>
                <LimitedField
                  path={`${list}.${index}.description`}
                  label={words.description}
                  value={item.description}
                  rule="optionDescription"
                />
                <EmojiField path={`${list}.${index}.emoji`} value={item.emoji} />
              </div>
              <Toggle path={`${list}.${index}.default`} label={words.chosen} value={item.default} />
            </ItemFrame>
          ))}
          <Button
            tone="quiet"
            icon={<Plus size={14} />}
            className={styles.add ?? ''}
            disabled={full}
            onClick={() => form.set(list, [...options, { label: '', value: `option-${options.length + 1}` }])}
          >
            {words.addOption(options.length, LIMITS.selectOptions.max)}
          </Button>
        </div>
      )}
    </>
  );
}

function NumberField({ path, label, value }: { path: string; label: string; value: number | undefined }) {
  const form = useForm();
  const problem = useProblem(path);
  return (
    <label className={styles.field}>
      <span className={styles.labelLine}>{label}</span>
      <input
        type="number"
        min={0}
        max={25}
        className={styles.input}
        data-path={path}
        placeholder="1"
        value={value ?? ''}
        aria-invalid={problem !== undefined}
        onChange={(event) =>
          form.set(path, event.target.value === '' ? undefined : Math.trunc(Number(event.target.value)))
        }
      />
      {problem && <span className={styles.problem}>{problem.message}</span>}
    </label>
  );
}

function SeparatorForm({ component, path }: { component: Component; path: string }) {
  const form = useForm();
  return (
    <div className={styles.pair}>
      <label className={styles.toggle}>
        <input
          type="checkbox"
          checked={component.divider ?? true}
          onChange={(event) => form.set(`${path}.divider`, event.target.checked)}
        />
        {words.divider}
      </label>
      <div className={styles.start}>
        <Segmented
          label={words.spacing}
          value={component.spacing === 2 ? 'large' : 'small'}
          options={[
            { value: 'small', label: words.small },
            { value: 'large', label: words.large },
          ]}
          onChange={(size) => form.set(`${path}.spacing`, size === 'large' ? 2 : 1)}
        />
      </div>
    </div>
  );
}

function SectionForm({ component, path, full }: ComponentFormProps) {
  const form = useForm();
  const { accessory } = component;
  const kind = accessory?.type === T.button ? 'button' : accessory ? 'thumbnail' : null;
  const problem = useProblem(`${path}.accessory`);
  return (
    <>
      <Children component={component} path={path} full={full} max={LIMITS.sectionTexts.max} />
      <div className={styles.accessory} data-path={`${path}.accessory`} tabIndex={-1}>
        <div className={styles.start}>
          <Segmented
            label={words.accessory}
            value={kind}
            options={[
              { value: 'thumbnail', label: words.kind(T.thumbnail) },
              { value: 'button', label: words.kind(T.button) },
            ]}
            onChange={(next) =>
              form.set(
                `${path}.accessory`,
                newComponent(next === 'button' ? T.button : T.thumbnail, new Set(), false),
              )
            }
          />
        </div>
        {problem && <p className={styles.problem}>{problem.message}</p>}
        {accessory && <ComponentForm component={accessory} path={`${path}.accessory`} full={full} />}
      </div>
    </>
  );
}

function GalleryForm({ component, path }: { component: Component; path: string }) {
  const form = useForm();
  const items = component.items ?? [];
  const list = `${path}.items`;
  const full = items.length >= LIMITS.galleryItems.max;
  return (
    <div className={styles.stack} data-path={list} tabIndex={-1}>
      {keyed(items).map(({ key, item, index }) => (
        <ItemFrame
          key={key}
          list={list}
          index={index}
          count={items.length}
          full={full}
          title={words.pictureNumber(index + 1)}
          summary={item.media.url}
        >
          <PictureField
            path={`${list}.${index}.media.url`}
            label={words.picture}
            value={item.media.url}
            emptyAs=""
          />
          <LimitedField
            path={`${list}.${index}.description`}
            label={words.alt}
            value={item.description}
            rule="mediaDescription"
          />
          <Toggle path={`${list}.${index}.spoiler`} label={words.spoiler} value={item.spoiler} />
        </ItemFrame>
      ))}
      <Button
        tone="quiet"
        icon={<Plus size={14} />}
        className={styles.add ?? ''}
        disabled={full}
        onClick={() => form.set(list, [...items, { media: { url: '' } }])}
      >
        {words.addPicture(items.length, LIMITS.galleryItems.max)}
      </Button>
    </div>
  );
}

function FileForm({ component, path }: { component: Component; path: string }) {
  const form = useForm();
  const problem = useProblem(`${path}.file.url`);
  return (
    <>
      <label className={styles.field}>
        <span className={styles.labelLine}>{words.whichFile}</span>
        <select
          className={styles.input}
          data-path={`${path}.file.url`}
          value={component.file?.url ?? ''}
          aria-invalid={problem !== undefined}
          onChange={(event) => form.set(`${path}.file.url`, event.target.value)}
        >
          <option value="">{form.files.length === 0 ? words.noFiles : words.chooseFile}</option>
          {form.files.map((file) => (
            <option key={file.fileId} value={`attachment://${sentFileName(file)}`}>
              {file.fileName}
            </option>
          ))}
        </select>
        {problem && <span className={styles.problem}>{problem.message}</span>}
      </label>
      <Toggle path={`${path}.spoiler`} label={words.spoiler} value={component.spoiler} />
    </>
  );
}
