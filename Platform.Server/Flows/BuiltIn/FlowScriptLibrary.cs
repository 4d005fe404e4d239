using System.Globalization;
using System.Text;
using Jint;
using Jint.Native;
using Jint.Runtime.Interop;
using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>Functions of Elsa that have nothing to do with the flow. New ids come from the seeded random, so that a replay makes the same.</summary>
internal static class FlowScriptLibrary
{
    private static readonly Dictionary<string, Func<Engine, FlowTurn, JsValue, JsValue>> Functions = new(StringComparer.Ordinal)
    {
        ["isNullOrWhiteSpace"] = (_, _, value) => string.IsNullOrWhiteSpace(Optional(value)) ? JsBoolean.True : JsBoolean.False,
        ["isNullOrEmpty"] = (_, _, value) => string.IsNullOrEmpty(Optional(value)) ? JsBoolean.True : JsBoolean.False,
        ["parseGuid"] = (_, _, value) => Guid.TryParse(value.ToString(), out var id) ? JsString.Create(id.ToString()) : throw new FlowExpressionException($"'{value}' is no id."),
        ["newGuid"] = (_, turn, _) => JsString.Create(NewId(turn).ToString()),
        ["newGuidString"] = (_, turn, _) => JsString.Create(NewId(turn).ToString()),
        ["getGuidString"] = (_, turn, _) => JsString.Create(NewId(turn).ToString()),
        ["newShortGuid"] = (_, turn, _) => JsString.Create(Short(NewId(turn))),
        ["getShortGuid"] = (_, turn, _) => JsString.Create(Short(NewId(turn))),
        ["bytesToString"] = (_, _, value) => JsString.Create(Encoding.UTF8.GetString(Bytes(value))),
        ["bytesFromString"] = (engine, _, value) => engine.Intrinsics.Uint8Array.Construct(Encoding.UTF8.GetBytes(value.ToString())),
        ["bytesToBase64"] = (_, _, value) => JsString.Create(Convert.ToBase64String(Bytes(value))),
        ["bytesFromBase64"] = (engine, _, value) => engine.Intrinsics.Uint8Array.Construct(FromBase64(value)),
        ["stringToBase64"] = (_, _, value) => JsString.Create(Convert.ToBase64String(Encoding.UTF8.GetBytes(value.ToString()))),
        ["stringFromBase64"] = (_, _, value) => JsString.Create(Encoding.UTF8.GetString(FromBase64(value))),
    };

    public static IReadOnlyCollection<string> Names => Functions.Keys;

    /// <summary>Makes a function known to the engine, if there is one of this name.</summary>
    public static void Define(Engine engine, string name, FlowTurn turn)
    {
        if (Functions.TryGetValue(name, out var body))
        {
            engine.SetValue(name, new ClrFunction(engine, name, (_, args) => body(engine, turn, args.Length > 0 ? args[0] : JsValue.Undefined)));
        }
    }

    private static string? Optional(JsValue value) => value.IsNull() || value.IsUndefined() ? null : value.ToString();

    private static byte[] Bytes(JsValue value) => value.IsUint8Array() ? value.AsUint8Array() : throw new FlowExpressionException($"Expected bytes, found '{value}'.");

    private static byte[] FromBase64(JsValue value)
    {
        try
        {
            return Convert.FromBase64String(value.ToString());
        }
        catch (FormatException)
        {
            throw new FlowExpressionException(string.Create(CultureInfo.InvariantCulture, $"'{value}' is no Base64."));
        }
    }

    private static Guid NewId(FlowTurn turn)
    {
        Span<byte> bytes = stackalloc byte[16];
        turn.Random.NextBytes(bytes);
        (bytes[7], bytes[8]) = ((byte)((bytes[7] & 0x0F) | 0x40), (byte)((bytes[8] & 0x3F) | 0x80));
        return new Guid(bytes);
    }

    private static string Short(Guid id) => new([.. Convert.ToBase64String(id.ToByteArray()).Where(c => c is not ('/' or '+' or '='))]);
}
