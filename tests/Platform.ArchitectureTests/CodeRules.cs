using System.Text.RegularExpressions;

namespace Platform.ArchitectureTests;

/// <summary>What code of the server may contain, and where.</summary>
internal static partial class CodeRules
{
    /// <summary>SQL is written and run in stores, and below them in the data layer.</summary>
    /// <param name="exceptions">Full names of other types that may, with the reason.</param>
    public static IEnumerable<string> SqlLivesInStores(CodeAssembly assembly, IReadOnlyDictionary<string, string> exceptions)
    {
        foreach (var type in assembly.Types.Where(t => !t.Name.EndsWith("Store", StringComparison.Ordinal) && !exceptions.ContainsKey(t.FullName)))
        {
            if (type.Calls.FirstOrDefault(RunsSql) is { } call)
            {
                yield return $"{type.FullName} runs SQL ({call}).";
            }

            if (type.Strings.FirstOrDefault(s => Statement().IsMatch(s)) is { } text)
            {
                yield return $"{type.FullName} writes SQL: {text.ReplaceLineEndings(" ").Trim()}";
            }
        }
    }

    /// <summary>Exceptions that no longer are one.</summary>
    public static IEnumerable<string> Unneeded(CodeAssembly assembly, IReadOnlyDictionary<string, string> exceptions) =>
        from name in exceptions.Keys
        let type = assembly.Types.FirstOrDefault(t => t.FullName == name)
        where type is null || !(type.Calls.Any(RunsSql) || type.Strings.Any(s => Statement().IsMatch(s)))
        select $"{name} has no SQL (any more): take it off the list.";

    /// <summary>Nobody calls a banned member, whatever was suppressed in the source.</summary>
    /// <param name="banned">As in BannedSymbols.txt: <c>P:Type.Property;reason</c> or <c>M:Type.Method;reason</c>.</param>
    /// <param name="exceptions">Pairs of type and member that are allowed, with the reason.</param>
    public static IEnumerable<string> NothingBannedIsCalled(
        CodeAssembly assembly, IEnumerable<string> banned, IReadOnlyDictionary<(string Type, string Member), string> exceptions)
    {
        var members = banned.Select(Called).ToHashSet(StringComparer.Ordinal);
        return
            from type in assembly.Types
            from call in type.Calls
            where members.Contains(call) && !exceptions.ContainsKey((type.FullName, call))
            select $"{type.FullName} calls {call}.";
    }

    /// <summary>Nobody waits for a task by blocking a thread.</summary>
    public static IEnumerable<string> NobodyBlocks(CodeAssembly assembly, IReadOnlyDictionary<string, string> exceptions) =>
        from type in assembly.Types
        where !exceptions.ContainsKey(type.FullName)
        from call in type.Calls
        where call is "System.Threading.Tasks.Task.Wait" or "System.Threading.Tasks.Task`1.get_Result" or "System.Threading.Tasks.Task.WaitAll" or "System.Threading.Thread.Sleep"
        select $"{type.FullName} calls {call}.";

    /// <summary>Of several processes on one database one does the work in the background: every worker asks whether it is its duty.</summary>
    /// <param name="duties">Full name of what it asks.</param>
    /// <param name="exceptions">Those that work for their own process, each with the reason.</param>
    public static IEnumerable<string> WorkersAskForTheirDuty(CodeAssembly assembly, string duties, IReadOnlyDictionary<string, string> exceptions) =>
        from type in assembly.Types
        where !exceptions.ContainsKey(type.FullName)
        where type.References.Contains("Microsoft.Extensions.Hosting.BackgroundService") && !type.References.Contains(duties)
        select $"{type.FullName} works in the background and does not ask whether it is its duty.";

    /// <summary>Public are components and what their members show; all else is internal until somebody outside needs it.</summary>
    public static IEnumerable<string> OnlyPagesArePublic(IEnumerable<Type> types, IReadOnlyDictionary<string, string> exceptions)
    {
        var all = types.Where(t => t.IsVisible && !IsGenerated(t)).ToList();
        var allowed = new HashSet<Type>(all.Where(t => typeof(Microsoft.AspNetCore.Components.IComponent).IsAssignableFrom(t) || exceptions.ContainsKey(t.FullName!)));
        var queue = new Queue<Type>(allowed);
        while (queue.TryDequeue(out var type))
        {
            foreach (var shown in Shown(type).SelectMany(Parts).Where(t => all.Contains(t) && allowed.Add(t)))
            {
                queue.Enqueue(shown);
            }
        }

        return all.Where(t => !allowed.Contains(t)).Select(t => $"{t.FullName} is public.").Order(StringComparer.Ordinal);
    }

    private static IEnumerable<Type> Shown(Type type)
    {
        const System.Reflection.BindingFlags Declared =
            System.Reflection.BindingFlags.DeclaredOnly | System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Static
            | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic;
        IEnumerable<Type> own = [type.BaseType ?? typeof(object), .. type.GetInterfaces(), .. type.GetNestedTypes(Declared)];
        return own
            .Concat(type.GetProperties(Declared).Select(p => p.PropertyType))
            .Concat(type.GetFields(Declared).Where(f => !f.IsPrivate && !f.IsAssembly).Select(f => f.FieldType))
            .Concat(type.GetMethods(Declared).Where(m => !m.IsPrivate && !m.IsAssembly).SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType)))
            .Concat(type.GetConstructors(Declared).Where(c => !c.IsPrivate && !c.IsAssembly).SelectMany(c => c.GetParameters().Select(p => p.ParameterType)));
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!) : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()) : [type];

    private static bool IsGenerated(Type type) =>
        type.Namespace?.StartsWith("OrleansCodeGen", StringComparison.Ordinal) == true
        || type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute), inherit: false)
        || type.Name is "Program" or "_Imports";

    private static bool RunsSql(string call) =>
        call.StartsWith("Dapper.SqlMapper.", StringComparison.Ordinal)
        || call is "System.Data.Common.DbConnection.CreateCommand" or "System.Data.Common.DbCommand.set_CommandText" or "Microsoft.Data.Sqlite.SqliteConnection.CreateCommand"
            or "Npgsql.NpgsqlConnection.CreateCommand" or "Microsoft.Data.SqlClient.SqlConnection.CreateCommand";

    private static string Called(string line)
    {
        var symbol = line.Split(';')[0];
        var member = symbol[2..].Split('(')[0];
        return symbol[0] == 'P' ? member.Insert(member.LastIndexOf('.') + 1, "get_") : member;
    }

    [GeneratedRegex(@"^\s*(select\s.+\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|create\s+(table|index|unique|trigger)\s)", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Statement();
}
