using System.Text.Json;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Server.Cases.Tasks;

namespace Platform.Server.Cases;

/// <summary>Open tasks, and the one that could be taken back.</summary>
internal static partial class CaseStateJson
{
    private static void Write(Utf8JsonWriter to, CaseTask task)
    {
        to.WriteStartObject();
        to.WriteString("id"u8, task.Id);
        to.WriteString("stepId"u8, task.StepId);
        to.WriteString("kind"u8, Word(task.Kind));
        Text(to, "title"u8, task.Title);
        to.WriteStartObject("audience"u8);
        to.WriteBoolean("applicant"u8, task.Audience.Applicant);
        Optional(to, "role"u8, task.Audience.Role);
        Optional(to, "authority"u8, task.Audience.Authority);
        Optional(to, "group"u8, task.Audience.Group);
        Unless(to, "assign"u8, task.Audience.Assign, AssignmentRule.None);
        Optional(to, "wanted"u8, task.Audience.Wanted);
        to.WriteEndObject();
        List(to, "outcomes"u8, task.Outcomes, Write);
        to.WriteString("openedAt"u8, task.OpenedAt);
        if (task.Limit is { } limit)
        {
            to.WriteStartObject("limit"u8);
            to.WriteNumber("amount"u8, limit.Amount);
            to.WriteString("unit"u8, Word(limit.Unit));
            if (!limit.FollowsCase)
            {
                to.WriteBoolean("followsCase"u8, false);
            }

            to.WriteEndObject();
        }

        Optional(to, "dueOn"u8, task.DueOn);
        if (task.Data is { } data)
        {
            to.WritePropertyName("data"u8);
            data.WriteTo(to);
        }

        to.WriteBoolean("fromFlow"u8, task.FromFlow);
        Optional(to, "assignee"u8, task.Assignee);
        Optional(to, "assigneeName"u8, task.AssigneeName);
        Rare(to, "signed"u8, task.Signed);
        Write(to, task.Warnings);
        Rare(to, "handed"u8, task.Handed);
        Rare(to, "lent"u8, task.Lent);
        Rare(to, "advice"u8, task.Advice);
        to.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter to, TaskOutcome outcome)
    {
        to.WriteStartObject();
        to.WriteString("key"u8, outcome.Key);
        Text(to, "label"u8, outcome.Label);
        if (outcome.Style != "normal")
        {
            to.WriteString("style"u8, outcome.Style);
        }

        IfTrue(to, "opinionRequired"u8, outcome.OpinionRequired);
        to.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter to, LastAct? act)
    {
        if (act is null)
        {
            return;
        }

        to.WriteStartObject("lastAct"u8);
        to.WriteString("task"u8, act.Task);
        to.WriteString("by"u8, act.By);
        to.WriteString("byName"u8, act.ByName);
        to.WriteString("at"u8, act.At);
        Optional(to, "left"u8, act.Left);
        if (act.Before is { } before)
        {
            to.WriteStartObject("before"u8);
            Write(to, before.Flow);
            to.WriteString("flowStatus"u8, Word(before.FlowStatus));
            List(to, "closed"u8, before.Closed, Write);
            List(to, "opened"u8, before.Opened, static (w, id) => w.WriteStringValue(id));
            List(to, "timers"u8, before.Timers, Write);
            Rare(to, "signing"u8, before.Signing);
            Rare(to, "awaits"u8, before.Awaits);
            Rare(to, "incidents"u8, before.Incidents);
            to.WriteEndObject();
        }

        Optional(to, "seenBy"u8, act.SeenBy);
        to.WriteEndObject();
    }
}
