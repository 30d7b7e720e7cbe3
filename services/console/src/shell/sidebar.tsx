import { Logo } from '../components/logo.tsx';
import { hrefOf } from '../router/location.ts';
import { type Section, sections } from './sections.ts';

/** The list of sections; `current` is the one of the page. */
export function Sidebar({ current }: { readonly current: string | undefined }) {
  const plain = sections.filter(({ heading }) => heading === undefined);
  const headings = [...new Set(sections.flatMap(({ heading }) => heading ?? []))];
  return (
    <nav class="sidebar" aria-label="Sections">
      <a class="brand" href={hrefOf('/')} aria-label="Weir, overview">
        <Logo />
        <span>Weir</span>
      </a>
      <SectionList sections={plain} current={current} />
      {headings.map((heading) => (
        <div key={heading}>
          <h2>{heading}</h2>
          <SectionList
            sections={sections.filter((section) => section.heading === heading)}
            current={current}
          />
        </div>
      ))}
    </nav>
  );
}

function SectionList(props: {
  readonly sections: readonly Section[];
  readonly current: string | undefined;
}) {
  return (
    <ul>
      {props.sections.map(({ id, title, path, key }) => (
        <li key={id}>
          <a
            href={hrefOf(path)}
            aria-current={id === props.current ? 'page' : undefined}
            title={`${title} (g ${key})`}
          >
            {title}
          </a>
        </li>
      ))}
    </ul>
  );
}
