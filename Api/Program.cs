using LensGrains.Api.Hosting;

if (UpOptions.Parse(args, out var exitCode) is not { } options)
{
    return exitCode;
}

await using var app = LensGrainsServer.Build(options);
var link = app.SignInOwner(options);
try
{
    await app.StartAsync();
}
catch (IOException error)
{
    Console.Error.WriteLine($"lens: cannot listen on {options.Bind}:{options.Port}: {error.Message}");
    return 1;
}

var url = app.Url();
Console.WriteLine($"listening on {url}");
Console.WriteLine($"{url}/?token={link}");
await app.WaitForShutdownAsync();
return 0;
