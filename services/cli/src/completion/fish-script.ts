import type { CompletedCommand } from './completion-table.ts';
import {
  argumentCases,
  type Cases,
  commandCases,
  optionCases,
  stepCases,
  valueCases,
} from './shell-tables.ts';

/** A script for fish 3 and later that completes `weir`. */
export function fishScript(table: readonly CompletedCommand[]): string {
  return `# Completes weir in fish. Made by: weir completion fish

${[
  switchFunction('__weir_commands', '"$argv[1]"', commandCases(table)),
  switchFunction('__weir_step', '"$argv[1]/$argv[2]"', stepCases(table)),
  switchFunction('__weir_options', '"$argv[1]"', optionCases(table)),
  switchFunction('__weir_value', '"$argv[1]/$argv[2]"', valueCases(table)),
  switchFunction('__weir_argument', '"$argv[1]/$argv[2]"', argumentCases(table)),
].join('\n')}
function __weir_complete
    set -l words (commandline -opc)
    set -l cur (commandline -ct)
    set -l path ''
    set -l option ''
    set -l kind ''
    set -l index 0
    for word in $words[2..-1]
        if test -n "$option"
            set option ''
        else if string match -q -- '-*' $word
            if not string match -q -- '*=*' $word; and __weir_value "$path" "$word" >/dev/null
                set option $word
            end
        else if set -l next (__weir_step "$path" "$word")
            set path $next
        else
            set index (math $index + 1)
        end
    end
    set -l prefix ''
    if string match -q -- '--*=*' $cur
        set option (string split -m 1 = -- $cur)[1]
        set prefix "$option="
        set cur (string split -m 1 = -- $cur)[2]
    end
    if test -n "$option"
        set kind (__weir_value "$path" "$option")
    else if string match -q -- '-*' $cur
        __weir_options "$path"
        return
    else if __weir_commands "$path"
        return
    else
        set kind (__weir_argument "$path" "$index")
    end
    switch "$kind"
        case '=*'
            for word in (string split ' ' -- (string sub -s 2 -- $kind))
                echo "$prefix$word"
            end
        case '@*'
            for word in (weir __complete (string sub -s 2 -- $kind) -- "$cur" $words[2..-1] 2>/dev/null)
                echo "$prefix$word"
            end
        case file
            __fish_complete_path "$cur"
    end
end

complete -c weir -f -a '(__weir_complete)'
`;
}

function switchFunction(name: string, subject: string, cases: Cases): string {
  const branches = cases.map(
    ([pattern, text]) =>
      `        case ${quote(pattern)}\n            printf '%s\\n' ${text.split('\n').map(quote).join(' ')}`,
  );
  return `function ${name}
    switch ${subject}
${branches.join('\n')}
        case '*'
            return 1
    end
end
`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', String.raw`\\`).replaceAll("'", String.raw`\'`)}'`;
}
