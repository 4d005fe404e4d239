using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Fluid;
using Fluid.Ast;
using Fluid.Values;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Hosting;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>
/// Liquid expressions: a text made from <c>Variables.X</c>, <c>Input.X</c>, the ids of Elsa's and <c>answers</c> and <c>caseInfo</c>. They see the step's
/// clock and no type of .NET, and steps and length are limited.
/// </summary>
internal static class FlowLiquid
{
    private const int MaxSteps = 50_000;

    private static readonly FluidParser Parser = new();
    private static readonly TemplateOptions Options = CreateOptions();

    /// <summary>What an expression can begin with, beside what it assigns itself.</summary>
    public static IReadOnlySet<string> Names { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "Variables", "Input", "CorrelationId", "WorkflowDefinitionId", "WorkflowDefinitionVersionId", "WorkflowDefinitionVersion", "WorkflowInstanceId", "answers", "caseInfo",
    };

    /// <param name="fault">What is wrong with the text, and where.</param>
    public static bool TryPrepare(string text, [NotNullWhen(true)] out IFluidTemplate? template, [NotNullWhen(false)] out Problem? fault)
    {
        fault = Parser.TryParse(text, out template, out var error) ? null : LiquidSyntax.Explain(text, error ?? "");
        return fault is null;
    }

    /// <summary>Names the expression uses and neither knows nor assigns.</summary>
    public static IReadOnlyList<string> Unknown(FlowExpression.Liquid expression)
    {
        var found = new NameFinder();
        found.VisitTemplate(expression.Template);
        return [.. found.Used.Where(n => !Names.Contains(n) && !found.Assigned.Contains(n)).Distinct()];
    }

    /// <summary>The text, always as text.</summary>
    /// <exception cref="FlowExpressionException">It does not end, gives too much, or a filter failed.</exception>
    public static JsonElement? Evaluate(FlowExpression.Liquid expression, FlowTurn turn, FlowNode node, FlowWhere where)
    {
        var context = new TemplateContext(Options) { CultureInfo = CultureInfo.InvariantCulture, TimeZone = FlowScripts.China, Now = () => turn.Run.Now };
        context.SetValue("Variables", new DictionaryValue(new Lookup(name => node.FindVariable(name) is { } variable ? turn.State.Variable(variable) : null)));
        context.SetValue("Input", new DictionaryValue(new Lookup(name => turn.State.Input(node, name))));
        context.SetValue("CorrelationId", turn.CorrelationOf(node));
        context.SetValue("WorkflowDefinitionId", node.Flow.DefinitionId);
        context.SetValue("WorkflowDefinitionVersionId", node.Flow.VersionId);
        context.SetValue("WorkflowDefinitionVersion", node.Flow.Version);
        context.SetValue("WorkflowInstanceId", turn.Run.Case.Id.ToString());
        context.SetValue("answers", new DictionaryValue(new Lookup(name => turn.Run.Case.Answers.Value.TryGetProperty(name, out var answer) ? answer : null)));
        context.SetValue("caseInfo", LiquidValues.Of(FlowScripts.CaseInfo(turn.Run.Case), LocalizedText.Chinese));
        try
        {
            using var output = new BoundedWriter(turn.Limits.LiquidOutput);
#pragma warning disable CS0618 // The overload that the library recommends instead is not in it yet.
            expression.Template.Render(context, NullEncoder.Default, output);
#pragma warning restore CS0618
            return FlowValue.Of(output.ToString());
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            throw new FlowExpressionException($"{where}: {e.Message}", e);
        }
    }

    private static TemplateOptions CreateOptions()
    {
        var options = new TemplateOptions { MaxSteps = MaxSteps, MaxRecursion = 50 };
        options.Filters.AddFilter("base64", static (input, _, _) => new StringValue(Convert.ToBase64String(Encoding.UTF8.GetBytes(input.ToStringValue()))));
        options.Filters.AddFilter("keys", static (input, _, _) => input.ToObjectValue() is IFluidIndexable dictionary
            ? new ArrayValue([.. dictionary.Keys.Select(k => new StringValue(k))])
            : NilValue.Instance);
        return options;
    }

    /// <summary>Reads a member when it is asked for.</summary>
    private sealed class Lookup(Func<string, JsonElement?> find) : IFluidIndexable
    {
        public int Count => 0;

        public IEnumerable<string> Keys => [];

        public bool TryGetValue(string name, out FluidValue value)
        {
            value = find(name) is { } found ? LiquidValues.Of(found, LocalizedText.Chinese) : NilValue.Instance;
            return true;
        }
    }

    private sealed class BoundedWriter(int most) : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void Write(char value)
        {
            Check(1);
            base.Write(value);
        }

        public override void Write(string? value)
        {
            Check(value?.Length ?? 0);
            base.Write(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            Check(count);
            base.Write(buffer, index, count);
        }

        public override void Write(ReadOnlySpan<char> buffer)
        {
            Check(buffer.Length);
            base.Write(buffer);
        }

        private void Check(int more)
        {
            if (GetStringBuilder().Length + more > most)
            {
                throw new InvalidOperationException($"The text is longer than {most} characters.");
            }
        }
    }

    private sealed class NameFinder : AstVisitor
    {
        public List<string> Used { get; } = [];

        public HashSet<string> Assigned { get; } = new(StringComparer.Ordinal) { "forloop", "tablerowloop", "empty", "blank", "nil", "null" };

        protected override Expression VisitMemberExpression(MemberExpression memberExpression)
        {
            if (memberExpression.Segments is [IdentifierSegment first, ..])
            {
                Used.Add(first.Identifier);
            }

            return base.VisitMemberExpression(memberExpression);
        }

        protected override Statement VisitAssignStatement(AssignStatement assignStatement)
        {
            Assigned.Add(assignStatement.Identifier);
            return base.VisitAssignStatement(assignStatement);
        }

        protected override Statement VisitCaptureStatement(CaptureStatement captureStatement)
        {
            Assigned.Add(captureStatement.Identifier);
            return base.VisitCaptureStatement(captureStatement);
        }

        protected override Statement VisitForStatement(ForStatement forStatement)
        {
            Assigned.Add(forStatement.Identifier);
            return base.VisitForStatement(forStatement);
        }
    }
}
