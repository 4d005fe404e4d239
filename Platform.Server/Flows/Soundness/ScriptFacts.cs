using Acornima.Ast;
using Platform.Server.Flows.BuiltIn;

namespace Platform.Server.Flows.Soundness;

/// <summary>What can be told of a script without running it.</summary>
internal sealed class ScriptFacts
{
    private readonly FlowNode _node;
    private readonly HashSet<FlowVariable> _reads = [];
    private readonly HashSet<FlowVariable> _writes = [];
    private readonly List<string[]> _outcomes = [];
    private int _understood;
    private int _mentioned;

    private ScriptFacts(Script script, FlowNode node)
    {
        _node = node;
        Visit(script);
        SetsOutcomes = script.Body.Any(Sets);
    }

    /// <summary>Variables it reads and does not write.</summary>
    public IEnumerable<FlowVariable> Reads => _reads.Where(v => !_writes.Contains(v));

    /// <summary>Variables it writes in some branch at least.</summary>
    public IReadOnlyCollection<FlowVariable> Writes => _writes;

    /// <summary>It uses variables in a way that cannot be followed: it may write any.</summary>
    public bool WritesUnknown { get; private set; }

    /// <summary>Each of its <c>setOutcome</c>s with what it sets; null when one of them sets what only running it shows.</summary>
    public IReadOnlyList<string[]>? Outcomes => _understood == _mentioned ? _outcomes : null;

    /// <summary>Every way through it sets outcomes.</summary>
    public bool SetsOutcomes { get; }

    public static ScriptFacts Of(FlowExpression.Script script, FlowNode node) => new(script.Prepared.Program!, node);

    private void Visit(Node syntax)
    {
        switch (syntax)
        {
            case CallExpression { Callee: Identifier callee } call:
                Call(callee.Name, call);
                break;
            case AssignmentExpression { Left: MemberExpression target } when VariableOf(target) is { } written:
                _writes.Add(written);
                break;
            case MemberExpression { Object: Identifier { Name: "variables" } } member when VariableOf(member) is { } read:
                _reads.Add(read);
                return;
            case Identifier { Name: "variables" or "setVariable" }:
                WritesUnknown = true;
                break;
            case Identifier { Name: "setOutcome" or "setOutcomes" }:
                _mentioned++;
                break;
        }

        foreach (var child in syntax.ChildNodes)
        {
            // The name of a member is no name of its own, and what is called has been looked at.
            var named = (syntax is MemberExpression { Computed: false } member && child == member.Property) || (syntax is CallExpression { Callee: Identifier { Name: "setVariable" } callee } && child == callee);
            var assigned = syntax is AssignmentExpression { Left: MemberExpression left } && child == left && VariableOf(left) is not null;
            if (!named && !assigned)
            {
                Visit(child);
            }
        }
    }

    private void Call(string name, CallExpression call)
    {
        if (name is "getVariable" or "setVariable")
        {
            var variable = call.Arguments.Count > 0 && call.Arguments[0] is StringLiteral literal ? _node.FindVariable(literal.Value) : null;
            Use(variable, writes: name[0] == 's');
            WritesUnknown |= variable is null && name[0] == 's';
        }
        else if (name is "setOutcome" or "setOutcomes")
        {
            var sets = call.Arguments.Count == 1 ? Texts(call.Arguments[0]).ToList() : [];
            _understood += sets.Count > 0 && !sets.Contains(null) ? 1 : 0;
            _outcomes.AddRange(sets.OfType<string[]>());
        }
        else
        {
            Use(FlowScripts.AccessorOf(name, _node), writes: name[0] == 's');
        }
    }

    private void Use(FlowVariable? variable, bool writes)
    {
        if (variable is not null)
        {
            (writes ? _writes : _reads).Add(variable);
        }
    }

    private FlowVariable? VariableOf(MemberExpression member) =>
        member is { Computed: false, Object: Identifier { Name: "variables" }, Property: Identifier name } ? _node.Scope.FirstOrDefault(v => v.Name == name.Name) : null;

    /// <summary>The lists of texts an expression can give; null among them for what is no constant.</summary>
    private static IEnumerable<string[]?> Texts(Node value) => value switch
    {
        StringLiteral text => [[text.Value]],
        ArrayExpression list when list.Elements.All(e => e is StringLiteral) => [list.Elements.Select(e => ((StringLiteral)e!).Value).ToArray()],
        ConditionalExpression choice => Texts(choice.Consequent).Concat(Texts(choice.Alternate)),
        _ => [null],
    };

    private static bool Sets(Node statement) => statement switch
    {
        ExpressionStatement { Expression: CallExpression { Callee: Identifier { Name: "setOutcome" or "setOutcomes" } } } => true,
        BlockStatement block => block.Body.Any(Sets),
        IfStatement { Alternate: { } otherwise } choice => Sets(choice.Consequent) && Sets(otherwise),
        _ => false,
    };
}
