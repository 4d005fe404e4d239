using System.Globalization;
using System.Text.Json;
using Acornima.Ast;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;
using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>
/// Runs scripts. Each runs in an engine of its own (7 µs), so that nothing one script leaves behind reaches another case; it sees the step's clock, the
/// seeded random and the functions of <see cref="Names"/>, and no type of .NET.
/// </summary>
internal static class FlowScripts
{
    private static readonly ScriptPreparationOptions Preparation = new() { CollectReferencedGlobals = true };

    private static readonly TimeZoneInfo China = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    /// <summary>Functions and objects every script can use, beside <c>getX()</c> and <c>setX()</c> of each variable.</summary>
    public static IReadOnlySet<string> Names { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "answers", "caseInfo", "variables", "getVariable", "setVariable", "getInput", "getCorrelationId", "setCorrelationId",
        "getWorkflowInstanceId", "getWorkflowInstanceName", "setWorkflowInstanceName", "getWorkflowDefinitionId", "toJson", "setOutcome", "setOutcomes",
    };

    /// <exception cref="FlowExpressionException">The text is no script; the message says where.</exception>
    public static Prepared<Script> Prepare(string text)
    {
        try
        {
            return Engine.PrepareScript(text, options: Preparation);
        }
        catch (ScriptPreparationException e)
        {
            throw new FlowExpressionException(e.InnerException?.Message ?? e.Message, e);
        }
    }

    /// <summary>The value of the script as JSON, null for undefined.</summary>
    /// <exception cref="FlowExpressionException">It threw, or used up its limits.</exception>
    public static JsonElement? Evaluate(FlowExpression.Script script, FlowTurn turn, FlowNode node, string where)
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
                    engine.SetValue(name, CaseInfo(engine, turn.Run.Case));
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
                    Define(engine, name, args => FromJson(engine, turn.State.Input(Text(args))));
                    break;
                case "getCorrelationId":
                    Define(engine, name, _ => JsString.Create(turn.State.CorrelationId ?? turn.Run.Case.Id.ToString()));
                    break;
                case "setCorrelationId":
                    Define(engine, name, args => Done(turn.State.CorrelationId = Text(args)));
                    break;
                case "getWorkflowInstanceId":
                    Define(engine, name, _ => JsString.Create(turn.Run.Case.Id.ToString()));
                    break;
                case "getWorkflowInstanceName":
                    Define(engine, name, _ => turn.State.Name is { } text ? JsString.Create(text) : JsValue.Null);
                    break;
                case "setWorkflowInstanceName":
                    Define(engine, name, args => Done(turn.State.Name = Text(args)));
                    break;
                case "getWorkflowDefinitionId":
                    Define(engine, name, _ => JsString.Create(turn.Flow.DefinitionId));
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
    }

    /// <summary>The variable that <c>getX</c> or <c>setX</c> is about, or null.</summary>
    public static FlowVariable? AccessorOf(string name, FlowNode node) =>
        name.Length > 3 && (name.StartsWith("get", StringComparison.Ordinal) || name.StartsWith("set", StringComparison.Ordinal))
            ? node.Scope.FirstOrDefault(v => name.AsSpan(3).SequenceEqual(v.ScriptName))
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

    private static JsObject CaseInfo(Engine engine, FlowCase about)
    {
        var info = new JsObject(engine);
        info.Set("id", about.Id.ToString());
        info.Set("number", about.Number);
        info.Set("locality", about.Locality);
        info.Set("authority", about.Authority);
        info.Set("item", about.Item);
        info.Set("state", JsonNamingPolicy.CamelCase.ConvertName(about.State.ToString()));
        return info;
    }

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
    private sealed class StepClock(DateTimeOffset now) : ITimeSystem
    {
        private static readonly DefaultTimeSystem Parser = new(China, CultureInfo.InvariantCulture);

        public TimeZoneInfo DefaultTimeZone => China;

        public DateTimeOffset GetUtcNow() => now;

        public bool TryParse(string date, out long epochMilliseconds) => Parser.TryParse(date, out epochMilliseconds);

        public TimeSpan GetUtcOffset(long epochMilliseconds) => Parser.GetUtcOffset(epochMilliseconds);
    }
}
