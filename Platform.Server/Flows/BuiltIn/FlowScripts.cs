using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Acornima;
using Acornima.Ast;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>
/// Runs scripts. Each runs in an engine of its own (7 µs), so that nothing one script leaves behind reaches another case; it sees the step's clock, the
/// seeded random and the functions of <see cref="Names"/>, and no type of .NET.
/// </summary>
internal static class FlowScripts
{
    private static readonly ScriptPreparationOptions Preparation = new() { CollectReferencedGlobals = true };

    /// <summary>The clock on the wall that scripts and schedules go by.</summary>
    public static readonly TimeZoneInfo China = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    /// <summary>Functions and objects every script can use, beside <c>getX()</c> and <c>setX()</c> of each variable.</summary>
    public static IReadOnlySet<string> Names { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "answers", "caseInfo", "variables", "getVariable", "setVariable", "getInput", "getCorrelationId", "setCorrelationId",
        "getWorkflowInstanceId", "getWorkflowInstanceName", "setWorkflowInstanceName", "getWorkflowDefinitionId", "getWorkflowDefinitionVersion", "getWorkflowDefinitionVersionId",
        "getOutputFrom", "getLastResult", "toJson", "setOutcome", "setOutcomes",
    };

    /// <summary>Whether a script at this activity can use a global name.</summary>
    public static bool Knows(string name, FlowNode node, CompiledFlow flow) =>
        Names.Contains(name) || FlowScriptLibrary.Names.Contains(name) || AccessorOf(name, node) is not null || InputOf(name, node) is not null || OutputOf(name, node, flow) is not null;

    /// <param name="fault">What is wrong with the text, and where.</param>
    public static bool TryPrepare(string text, out Prepared<Script> script, [NotNullWhen(false)] out Problem? fault)
    {
        try
        {
            (script, fault) = (Engine.PrepareScript(text, options: Preparation), null);
            return true;
        }
        catch (ScriptPreparationException e)
        {
            (script, fault) = (default, e.InnerException is ParseErrorException { Error: var error } ? FlowScriptSyntax.Explain(text, error) : FlowScriptSyntax.Unreadable);
            return false;
        }
    }

    /// <summary>The value of the script as JSON, null for undefined.</summary>
    /// <exception cref="FlowExpressionException">It threw, or used up its limits.</exception>
    public static JsonElement? Evaluate(FlowExpression.Script script, FlowTurn turn, FlowNode node, FlowWhere where)
    {
        using var engine = Create(turn);
        Bind(engine, script.Prepared, turn, node);
        try
        {
            var value = engine.Evaluate(script.Prepared);
            return value.IsPromise()
                ? throw new FlowExpressionException($"{where}: a script must give its value at once, not a promise.")
                : ToJson(engine, value);
        }
        catch (Exception e) when (e is JintException or TimeoutException or InsufficientExecutionStackException or InvalidOperationException or System.Text.RegularExpressions.RegexMatchTimeoutException)
        {
            throw new FlowExpressionException($"{where}: {e.Message}", e);
        }
    }

    private static Engine Create(FlowTurn turn)
    {
        var limits = turn.Limits;
        var engine = new Engine(options =>
        {
            options
                .LimitMemory(limits.ScriptMemory)
                .MaxStatements(limits.ScriptStatements)
                .LimitRecursion(limits.ScriptRecursion)
                .TimeoutInterval(limits.ScriptTime)
                .DisableStringCompilation();
            options.Constraints.RegexTimeout = limits.ScriptRegex;
            options.Constraints.MaxArraySize = 100_000;
            options.Culture = CultureInfo.InvariantCulture;
            options.TimeZone = China;
            options.TimeSystem = new StepClock(turn.Run.Now);
        });
        return engine;
    }

    private static void Bind(Engine engine, Prepared<Script> script, FlowTurn turn, FlowNode node)
    {
        engine.GetValue("Math").AsObject().FastSetProperty("random", new PropertyDescriptor(Function(engine, "random", _ => JsNumber.Create(turn.Random.NextDouble())), true, false, true));
        foreach (var name in script.ReferencedGlobals!)
        {
            switch (name)
            {
                case "answers":
                    engine.SetValue(name, FromJson(engine, turn.Run.Case.Answers.Value));
                    break;
                case "caseInfo":
                    engine.SetValue(name, FromJson(engine, CaseInfo(turn.Run.Case)));
                    break;
                case "variables":
                    engine.SetValue(name, VariablesOf(engine, turn, node));
                    break;
                case "getVariable":
                    Define(engine, name, args => Read(engine, turn, Variable(node, args)));
                    break;
                case "setVariable":
                    Define(engine, name, args => Write(engine, turn, Variable(node, args), args));
                    break;
                case "getInput":
                    Define(engine, name, args => FromJson(engine, turn.State.Input(node, Text(args))));
                    break;
                case "getCorrelationId":
                    Define(engine, name, _ => JsString.Create(turn.CorrelationOf(node)));
                    break;
                case "setCorrelationId":
                    Define(engine, name, args => Done(turn.State.FrameOf(node).CorrelationId = OptionalText(args)));
                    break;
                case "getWorkflowInstanceId":
                    Define(engine, name, _ => JsString.Create(turn.Run.Case.Id.ToString()));
                    break;
                case "getWorkflowInstanceName":
                    Define(engine, name, _ => turn.State.FrameOf(node).Name is { } text ? JsString.Create(text) : JsValue.Null);
                    break;
                case "setWorkflowInstanceName":
                    Define(engine, name, args => Done(turn.State.FrameOf(node).Name = OptionalText(args)));
                    break;
                case "getWorkflowDefinitionId":
                    Define(engine, name, _ => JsString.Create(node.Flow.DefinitionId));
                    break;
                case "getWorkflowDefinitionVersion":
                    Define(engine, name, _ => JsNumber.Create(node.Flow.Version));
                    break;
                case "getWorkflowDefinitionVersionId":
                    Define(engine, name, _ => JsString.Create(node.Flow.VersionId));
                    break;
                case "getOutputFrom":
                    Define(engine, name, args => FromJson(engine, turn.OutputOf(node, Text(args), args.Length > 1 && !args[1].IsUndefined() && !args[1].IsNull() ? args[1].ToString() : "result")));
                    break;
                case "getLastResult":
                    Define(engine, name, _ => FromJson(engine, turn.LastResult));
                    break;
                case "toJson":
                    Define(engine, name, args => new Jint.Native.Json.JsonSerializer(engine).Serialize(Argument(args)));
                    break;
                case "setOutcome" or "setOutcomes":
                    Define(engine, name, args => Done(turn.ScriptOutcomes = FlowValue.ToTexts(ToJson(engine, Argument(args)), name)));
                    break;
                default:
                    BindAccessor(engine, name, turn, node);
                    break;
            }
        }
    }

    private static void BindAccessor(Engine engine, string name, FlowTurn turn, FlowNode node)
    {
        if (AccessorOf(name, node) is { } variable)
        {
            Define(engine, name, name[0] == 'g' ? _ => Read(engine, turn, variable) : args => Write(engine, turn, variable, args, at: 0));
        }
        else if (InputOf(name, node) is { } input)
        {
            Define(engine, name, _ => FromJson(engine, turn.State.Input(node, input)));
        }
        else if (OutputOf(name, node, turn.Flow) is { } output)
        {
            Define(engine, name, _ => FromJson(engine, turn.OutputOf(node, output.Step.Id, output.Output)));
        }
        else
        {
            FlowScriptLibrary.Define(engine, name, turn);
        }
    }

    /// <summary>The input of the flow that <c>getX</c> is about, or null.</summary>
    private static string? InputOf(string name, FlowNode node) =>
        name.StartsWith("get", StringComparison.Ordinal) ? node.Flow.Inputs.FirstOrDefault(i => name.AsSpan(3).SequenceEqual(i)) : null;

    /// <summary>The output that <c>getOutputFromStep</c> is about, for an output and a step of these names, or null.</summary>
    private static (FlowNode Step, string Output)? OutputOf(string name, FlowNode node, CompiledFlow flow)
    {
        var from = name.IndexOf("From", StringComparison.Ordinal);
        if (from <= 3 || !name.StartsWith("get", StringComparison.Ordinal))
        {
            return null;
        }

        var step = flow.Nodes.FirstOrDefault(n => ReferenceEquals(n.Flow, node.Flow) && name.AsSpan(from + 4).SequenceEqual(FlowVariable.Pascal(n.Name)));
        var output = step?.Activity.Description?.Outputs.FirstOrDefault(o => name.AsSpan(3, from - 3).Equals(o.Name, StringComparison.OrdinalIgnoreCase));
        return output is null ? null : (step!, output.Name);
    }

    /// <summary>The variable that <c>getX</c> or <c>setX</c> is about, or null.</summary>
    public static FlowVariable? AccessorOf(string name, FlowNode node) =>
        name.Length > 3 && (name.StartsWith("get", StringComparison.Ordinal) || name.StartsWith("set", StringComparison.Ordinal))
            ? node.Scope.FirstOrDefault(v => v.Answers(name.AsSpan(3)))
            : null;

    private static JsObject VariablesOf(Engine engine, FlowTurn turn, FlowNode node)
    {
        var variables = new JsObject(engine);
        foreach (var variable in node.Scope.Reverse())
        {
            variables.FastSetProperty(variable.Name, new GetSetPropertyDescriptor(
                Function(engine, "get", _ => Read(engine, turn, variable)),
                Function(engine, "set", args => Write(engine, turn, variable, args, at: 0)),
                enumerable: true,
                configurable: true));
        }

        return variables;
    }

    /// <summary>What expressions see of the case as <c>caseInfo</c>.</summary>
    public static JsonElement CaseInfo(FlowCase about) => JsonSerializer.SerializeToElement(
        new { about.Id, about.Number, about.Locality, about.Authority, about.Item, State = JsonNamingPolicy.CamelCase.ConvertName(about.State.ToString()) },
        ModelJson.Options);

    private static FlowVariable Variable(FlowNode node, JsValue[] args)
    {
        var name = Text(args);
        return node.FindVariable(name) ?? throw new FlowExpressionException($"There is no variable '{name}'.");
    }

    private static JsValue Read(Engine engine, FlowTurn turn, FlowVariable variable) => FromJson(engine, turn.State.Variable(variable));

    private static JsValue Write(Engine engine, FlowTurn turn, FlowVariable variable, JsValue[] args, int at = 1)
    {
        turn.SetVariable(variable, ToJson(engine, args.Length > at ? args[at] : JsValue.Undefined));
        return JsValue.Undefined;
    }

    private static void Define(Engine engine, string name, Func<JsValue[], JsValue> body) => engine.SetValue(name, Function(engine, name, body));

    private static ClrFunction Function(Engine engine, string name, Func<JsValue[], JsValue> body) => new(engine, name, (_, args) => body(args));

    private static JsValue Argument(JsValue[] args) => args.Length > 0 ? args[0] : JsValue.Undefined;

    private static string Text(JsValue[] args) => Argument(args).ToString();

    private static string? OptionalText(JsValue[] args) => Argument(args) is var value && (value.IsNull() || value.IsUndefined()) ? null : value.ToString();

    private static JsValue Done(object? _) => JsValue.Undefined;

    private static JsValue FromJson(Engine engine, JsonElement? value) => value?.ValueKind switch
    {
        null or JsonValueKind.Undefined => JsValue.Undefined,
        JsonValueKind.Null => JsValue.Null,
        JsonValueKind.True => JsBoolean.True,
        JsonValueKind.False => JsBoolean.False,
        JsonValueKind.String => JsString.Create(value.Value.GetString()!),
        JsonValueKind.Number => JsNumber.Create(value.Value.GetDouble()),
        _ => new Jint.Native.Json.JsonParser(engine).Parse(value.Value.GetRawText()),
    };

    private static JsonElement? ToJson(Engine engine, JsValue value) => value switch
    {
        _ when value.IsUndefined() || value.IsNull() => null,
        _ when value.IsBoolean() => FlowValue.Of(value.AsBoolean()),
        _ when value.IsString() => FlowValue.Of(value.AsString()),
        _ => new Jint.Native.Json.JsonSerializer(engine).Serialize(value) is JsString json ? JsonElement.Parse(json.ToString()) : null,
    };

    /// <summary>The step's clock in place of the machine's.</summary>
    public sealed class StepClock(DateTimeOffset now) : ITimeSystem
    {
        private static readonly DefaultTimeSystem Parser = new(China, CultureInfo.InvariantCulture);

        public TimeZoneInfo DefaultTimeZone => China;

        public DateTimeOffset GetUtcNow() => now;

        public bool TryParse(string date, out long epochMilliseconds) => Parser.TryParse(date, out epochMilliseconds);

        public TimeSpan GetUtcOffset(long epochMilliseconds) => Parser.GetUtcOffset(epochMilliseconds);
    }
}
