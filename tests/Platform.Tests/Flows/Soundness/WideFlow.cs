using System.Globalization;
using System.Text;
using System.Text.Json;
using Platform.Model.Flows;

namespace Platform.Tests.Flows.Soundness;

/// <summary>A flow as large as offices draw them: accepted, examined in parallel branches that each can send back, joined, decided, delivered.</summary>
internal static class WideFlow
{
    /// <param name="sendBack">Every third step of a branch can send back to the one before it.</param>
    /// <param name="reject">Every third step can end the whole case.</param>
    public static FlowDefinition Make(int branches, int steps, bool sendBack = false, bool reject = false)
    {
        var outcomes = $"""
            ,"outcomes":["Pass"{(sendBack ? ",\"SendBack\"" : "")}{(reject ? ",\"Reject\"" : "")}]
            """;
        var activities = new StringBuilder();
        var connections = new List<string>();
        void Add(string id, string type, string members = "") => activities.Append(CultureInfo.InvariantCulture, $"{(activities.Length > 0 ? "," : "")}{{\"id\":\"{id}\",\"type\":\"{type}\"{members}}}");
        void Connect(string source, string port, string target) =>
            connections.Add($$$"""{"source":{"activity":"{{{source}}}","port":"{{{port}}}"},"target":{"activity":"{{{target}}}","port":"In"}}""");

        Add("accept", "Platform.Accept");
        Add("supplement", "Platform.Supplement");
        Add("fork", "Elsa.FlowFork", $""","branches":[{string.Join(',', Enumerable.Range(0, branches).Select(b => $"\"B{b}\""))}]""");
        Add("join", "Elsa.FlowJoin", ""","mode":"WaitAllActive" """);
        Add("decide", "Platform.Decide", ""","outcomes":["Grant","Deny","SendBack"]""");
        Add("deliver", "Platform.Deliver");
        Add("end", "Elsa.Finish");
        Connect("accept", "Accepted", "fork");
        Connect("accept", "Supplement", "supplement");
        Connect("accept", "Refused", "end");
        Connect("accept", "NotRequired", "end");
        Connect("supplement", "Supplied", "accept");
        Connect("supplement", "Overdue", "end");
        Connect("join", "Done", "decide");
        Connect("decide", "Granted", "deliver");
        Connect("decide", "Denied", "deliver");
        Connect("decide", "SendBack", "fork");
        Connect("deliver", "Done", "end");
        for (var b = 0; b < branches; b++)
        {
            Connect("fork", $"B{b}", $"b{b}s0");
            for (var s = 0; s < steps; s++)
            {
                var last = s == steps - 1;
                Add($"b{b}s{s}", s % 3 == 2 ? "Platform.Notify" : "Platform.Review", s % 3 == 2 ? ""","template":"t" """ : s % 3 == 1 ? outcomes : "");
                Connect($"b{b}s{s}", s % 3 == 2 ? "Done" : "Pass", last ? "join" : $"b{b}s{s + 1}");
                if (s % 3 == 1 && sendBack)
                {
                    Connect($"b{b}s{s}", "SendBack", $"b{b}s{s - 1}");
                }

                if (s % 3 == 1 && reject)
                {
                    Add($"b{b}x{s}", "Elsa.Finish");
                    Connect($"b{b}s{s}", "Reject", $"b{b}x{s}");
                }
            }
        }

        return new FlowDefinition("wide", JsonElement.Parse($$$"""{"definitionId":"wide","root":{"id":"flow","type":"Elsa.Flowchart","activities":[{{{activities}}}],"connections":[{{{string.Join(',', connections)}}}]}}"""));
    }
}
